package io.devthread.realtime.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final BlockingQueue<Batch> batches = new LinkedBlockingQueue<>();
    private final List<Batch> begun = new CopyOnWriteArrayList<>();
    private final Map<List<String>, Throwable> failed = new ConcurrentHashMap<>();
    private Context context;
    private GroupCommit<String> queue;

    /** What the writer was given, and what ends its work. */
    private record Batch(List<String> contents, Promise<Void> committed) {}

    @BeforeEach
    void start() {
        Promise<Context> started = Promise.promise();
        VerticleBase verticle = new VerticleBase() {
            @Override
            public Future<?> start() {
                started.complete(context);
                return Future.succeededFuture();
            }
        };
        vertx.deployVerticle(verticle, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await();
        context = started.future().await();
        queue = new GroupCommit<>(
                new GroupCommit.Limits(3, 5), new QueueMetrics(meters, "test"), context, this::write, failed::put);
    }

    @AfterEach
    void stop() {
        begun.forEach(batch -> batch.committed().tryComplete());
        vertx.close().await();
    }

    @Test
    void anIdleQueueWritesAtOnceAndWhatArrivesMeanwhileGoesTogether() {
        add("a");
        Batch first = next();
        add("b");
        add("c");
        first.committed().complete();
        assertThat(first.contents()).containsExactly("a");
        assertThat(next().contents()).containsExactly("b", "c");
        assertThat(meters.summary("devthread.batch.size", "queue", "test").totalAmount())
                .isEqualTo(3);
        assertThat(meters.summary("devthread.batch.size", "queue", "test").count())
                .isEqualTo(2);
    }

    @Test
    void aBatchHasABoundAndTheRestKeepsItsOrder() {
        add("a");
        Batch first = next();
        add("b", "c", "d", "e");
        first.committed().complete();
        Batch second = next();
        second.committed().complete();
        assertThat(second.contents()).containsExactly("b", "c", "d");
        assertThat(next().contents()).containsExactly("e");
    }

    @Test
    void whatDoesNotFitIsRefusedWholeAndAtOnce() {
        add("a");
        Batch first = next();
        add("b", "c", "d", "e");
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> add("f", "g"));
        assertThat(refusal.failure()).isEqualTo(Failure.UNAVAILABLE);
        assertThat(refusal.retryAfter()).isPresent();
        assertThat(meters.get("devthread.queue.waiting").gauge().value()).isEqualTo(4);
        assertThat(meters.counter("devthread.queue.refused", "queue", "test").count())
                .isEqualTo(2);
        add("h");
        first.committed().complete();
        next().committed().complete();
        assertThat(next().contents()).containsExactly("e", "h");
    }

    @Test
    void afterAPauseItBeginsAgain() {
        add("a");
        next().committed().complete();
        add("b");
        assertThat(next().contents()).containsExactly("b");
    }

    @Test
    void whatAWriterThrowsIsToldAndWhatWaitsIsWritten() {
        add("a");
        Batch first = next();
        add("b");
        Error thrown = new StackOverflowError("on purpose");
        first.committed().fail(thrown);

        assertThat(next().contents()).containsExactly("b");
        assertThat(failed).containsExactly(Map.entry(List.of("a"), thrown));
    }

    private void write(List<String> contents) {
        Batch batch = new Batch(contents, Promise.promise());
        begun.add(batch);
        batches.add(batch);
        batch.committed().future().await();
    }

    private void add(String... contents) {
        Promise<Void> added = Promise.promise();
        context.runOnContext(task -> {
            try {
                queue.add(List.of(contents));
                added.complete();
            } catch (Refusal refusal) {
                added.fail(refusal);
            }
        });
        added.future().await();
    }

    private Batch next() {
        try {
            Batch batch = batches.poll(10, TimeUnit.SECONDS);
            assertThat(batch).as("a batch is written").isNotNull();
            return batch;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
