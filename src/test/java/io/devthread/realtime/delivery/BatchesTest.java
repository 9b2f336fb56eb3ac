package io.devthread.realtime.delivery;

import static io.devthread.realtime.delivery.Stage.event;
import static io.devthread.realtime.delivery.Stage.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private final List<List<DurableEvent>> statements = new ArrayList<>();
    private final List<Promise<Void>> answers = new ArrayList<>();
    private final Batches<DurableEvent> deletions = new Batches<>(events -> {
        statements.add(List.copyOf(events));
        answers.add(Promise.promise());
        return answers.getLast().future();
    });
    private final DurableEvent first = event(newUser(), "first");
    private final DurableEvent second = event(newUser(), "second");
    private final DurableEvent third = event(newUser(), "third");

    @Test
    void idleOneIsDeletedAtOnce() {
        Future<Void> done = deletions.add(List.of(first));

        assertThat(statements).containsExactly(List.of(first));
        assertThat(done.isComplete()).isFalse();
        answers.getFirst().complete();
        assertThat(done.succeeded()).isTrue();
    }

    @Test
    void whatComesMeanwhileGoesTogetherIntoTheNext() {
        deletions.add(List.of(first));
        Future<Void> two = deletions.add(List.of(second));
        Future<Void> three = deletions.add(List.of(third));
        assertThat(statements).hasSize(1);

        answers.get(0).complete();
        assertThat(statements).containsExactly(List.of(first), List.of(second, third));
        answers.get(1).complete();

        assertThat(List.of(two, three)).allMatch(Future::succeeded);
    }

    @Test
    void whatComesWhileItRestsGoesTogetherIntoTheNext() {
        Promise<Void> rest = Promise.promise();
        Batches<DurableEvent> resting = new Batches<>(
                events -> {
                    statements.add(List.copyOf(events));
                    return Future.succeededFuture();
                },
                rest::future);

        Future<Void> one = resting.add(List.of(first));
        resting.add(List.of(second));
        resting.add(List.of(third));
        assertThat(one.succeeded()).isTrue();
        assertThat(statements).containsExactly(List.of(first));

        rest.complete();
        assertThat(statements).containsExactly(List.of(first), List.of(second, third));
    }

    @Test
    void failureFailsThoseThatWaitAndNotThoseAfter() {
        Future<Void> one = deletions.add(List.of(first));
        Future<Void> two = deletions.add(List.of(second));

        answers.getFirst().fail("away");
        assertThat(List.of(one, two)).allMatch(Future::failed);

        Future<Void> three = deletions.add(List.of(third));
        assertThat(statements).containsExactly(List.of(first), List.of(third));
        answers.getLast().complete();
        assertThat(three.succeeded()).isTrue();
    }

    @Test
    void nothingToDeleteIsDone() {
        assertThat(deletions.add(List.of()).succeeded()).isTrue();
        assertThat(statements).isEmpty();
    }
}
