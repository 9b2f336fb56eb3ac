package io.devthread.realtime.delivery;

import static io.devthread.realtime.delivery.Stage.await;
import static io.devthread.realtime.delivery.Stage.event;
import static io.devthread.realtime.delivery.Stage.message;
import static io.devthread.realtime.delivery.Stage.messages;
import static io.devthread.realtime.delivery.Stage.newConversation;
import static io.devthread.realtime.delivery.Stage.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AppendIT {
    private static Stage stage;
    private final UserId user = newUser();
    private final UserKeys keys = new UserKeys(user);

    @BeforeAll
    static void open() {
        stage = new Stage();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void deliveredEventIsLoggedAndLeavesTheOutbox() {
        stage.commitAndDeliver(List.of(event(user, "hello"), event(user, "world")));

        assertThat(stage.log(user)).containsExactly("hello", "world");
        assertThat(stage.pending()).isZero();
    }

    /** Each of them waits for its own row. A slow machine takes longer, never shorter. */
    @Test
    void theOutboxIsLeftAtMostTwentyTimesASecond() {
        int deletions = 10;
        long start = System.nanoTime();
        for (int i = 0; i < deletions; i++) {
            stage.commitAndDeliver(List.of(event(user, "e" + i)));
        }

        Duration rests = Duration.ofMillis(50).multipliedBy(deletions - 1);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(rests);
        assertThat(stage.pending()).isZero();
    }

    @Test
    void repeatedEventIdIsLoggedOnce() {
        DurableEvent event = event(user, "once");

        stage.commitAndDeliver(List.of(event));
        stage.commitAndDeliver(List.of(event, event));

        assertThat(stage.log(user)).containsExactly("once");
        assertThat(stage.pending()).isZero();
    }

    @Test
    void eventIdsAreRememberedForTenMinutesAtLeast() {
        stage.commitAndDeliver(List.of(event(user, "first")));
        String seen = keys.ofAppend().get(2);
        assertThat(stage.redis("PTTL", seen).toLong()).isBetween(600_000L, 1_200_000L);

        // Ten minutes later the generation is replaced, and known for ten more.
        DurableEvent second = event(user, "second");
        stage.redis("PEXPIRE", seen, 599_000);
        stage.commitAndDeliver(List.of(second));
        stage.commitAndDeliver(List.of(event(user, "third"), second));

        assertThat(stage.log(user)).containsExactly("first", "second", "third");
        assertThat(stage.redis("PTTL", keys.ofAppend().get(3)).toLong()).isBetween(500_000L, 600_000L);
    }

    @Test
    void rememberedIdsAndMarksAreBounded() {
        for (int batch = 0; batch < 12; batch++) {
            stage.deliveries
                    .log(IntStream.range(0, 1_000)
                            .mapToObj(i -> message(user, newConversation(), 1))
                            .toList())
                    .await();
        }

        assertThat(stage.redis("SCARD", keys.ofAppend().get(2)).toLong()).isLessThan(5_000);
        assertThat(stage.redis("SCARD", keys.ofAppend().get(3)).toLong()).isEqualTo(5_000);
        assertThat(stage.redis("HLEN", keys.ofAppend().get(4)).toLong()).isLessThan(500);
        assertThat(stage.redis("HLEN", keys.ofAppend().get(5)).toLong()).isEqualTo(500);
    }

    @Test
    void logKeepsTheLastHundredWithTheirNumbers() {
        stage.commitAndDeliver(IntStream.rangeClosed(1, 130)
                .mapToObj(i -> event(user, "e" + i))
                .toList());

        assertThat(stage.log(user)).hasSize(100).startsWith("e31").endsWith("e130");
        assertThat(stage.redis("XRANGE", keys.log(), "-", "+", "COUNT", 1)
                        .get(0)
                        .get(0)
                        .toString())
                .isEqualTo("31-0");
    }

    @Test
    void logLivesAsLongAsConfiguredAfterItsLastEvent() {
        stage.commitAndDeliver(List.of(event(user, "first")));
        stage.redis("PEXPIRE", keys.head(), 10_000);
        stage.redis("PEXPIRE", keys.log(), 10_000);

        stage.commitAndDeliver(List.of(event(user, "second")));

        long week = Duration.ofDays(7).toMillis();
        assertThat(stage.redis("PTTL", keys.head()).toLong()).isBetween(week - 60_000, week);
        assertThat(stage.redis("PTTL", keys.log()).toLong()).isBetween(week - 60_000, week);
        assertThat(stage.keys("*" + user))
                .allSatisfy(key -> assertThat(stage.redis("PTTL", key).toLong()).isPositive());
    }

    @Test
    void messageAheadOfItsPredecessorsWaitsForThemToBeLogged() {
        ConversationId conversation = newConversation();
        stage.commit(messages(user, conversation, 1, 5));

        stage.deliveries.deliver(List.of(message(user, conversation, 5))).await();

        assertThat(stage.log(user)).containsExactly("message 1", "message 2", "message 3", "message 4", "message 5");
        assertThat(stage.pending()).isZero();
    }

    @Test
    void holeLargerThanOneReadIsFilled() {
        ConversationId conversation = newConversation();
        int last = 2 * Deliveries.HOLE_PAGE + 17;
        stage.commit(messages(user, conversation, 1, last));

        stage.deliveries.deliver(List.of(message(user, conversation, last))).await();

        assertThat(stage.log(user))
                .containsExactlyElementsOf(IntStream.rangeClosed(last - 99, last)
                        .mapToObj(i -> "message " + i)
                        .toList());
        assertThat(stage.pending()).isZero();
    }

    @Test
    void messageWhoseUncommittedPredecessorIsUnknownIsNotHeldBackForever() {
        // The log is new (a lost Redis, or the first message after a week), and 1 to 8 left the outbox long ago.
        ConversationId conversation = newConversation();

        stage.commitAndDeliver(List.of(message(user, conversation, 9)));
        stage.commitAndDeliver(List.of(message(user, conversation, 10)));

        assertThat(stage.log(user)).containsExactly("message 9", "message 10");
    }

    @Test
    void messageFromBeforeTheMarkIsRepeatedEvenWhenItsIdIsForgotten() {
        ConversationId conversation = newConversation();
        stage.commitAndDeliver(messages(user, conversation, 1, 3));
        stage.redis("DEL", keys.ofAppend().get(2));

        stage.commitAndDeliver(messages(user, conversation, 2, 3));

        assertThat(stage.log(user)).containsExactly("message 1", "message 2", "message 3");
        assertThat(stage.pending()).isZero();
    }

    @Test
    void oneEventForTwoPeopleIsLoggedForBoth() {
        UserId other = newUser();
        ConversationId conversation = newConversation();

        stage.commitAndDeliver(List.of(message(user, conversation, 1), message(other, conversation, 1)));

        assertThat(stage.log(user)).isEqualTo(stage.log(other)).containsExactly("message 1");
    }

    @Test
    void lostRedisBeginsANewEpochAndUsesNoPositionTwice() {
        Stage.Node node = stage.node();
        stage.commitAndDeliver(List.of(event(user, "before")));
        var before = node.enter(user, 1).head();

        stage.redis("FLUSHALL");
        stage.commitAndDeliver(List.of(event(user, "after")));

        var after = node.enter(user, 1).head();
        assertThat(after.seq()).isEqualTo(1).isEqualTo(before.seq());
        assertThat(after.epoch()).isNotEqualTo(before.epoch()).hasSize(22);
        assertThat(stage.log(user)).containsExactly("after");
    }

    @Test
    void scriptsAreLoadedAgainAfterRedisHasForgottenThem() {
        stage.commitAndDeliver(List.of(event(user, "before")));

        stage.redis("SCRIPT", "FLUSH");
        stage.commitAndDeliver(List.of(event(user, "after")));

        assertThat(stage.log(user)).containsExactly("before", "after");
    }

    @Test
    void nodesOfThePersonAreWokenOnceWithTheWholeBatch() {
        Stage.Node mine = stage.node();
        Stage.Node others = stage.node();
        Stream.of(mine, others).forEach(node -> node.listen(stage.bus));
        mine.enter(user, 1);
        others.enter(newUser(), 1);

        stage.commitAndDeliver(List.of(event(user, "a"), event(user, "b")));

        await(() -> mine.woken().size() == 2);
        assertThat(mine.woken()).extracting(DeliveryApi.Wake::body).containsExactly("a", "b");
        assertThat(mine.woken()).extracting(wake -> wake.position().seq()).containsExactly(1L, 2L);
        assertThat(others.woken()).isEmpty();
    }

    @Test
    void unawaitedDeliveriesOfOneThreadKeepTheirOrder() {
        List<DurableEvent> events =
                IntStream.range(0, 90).mapToObj(i -> event(user, "e" + i)).toList();
        stage.commit(events);

        var last = events.stream()
                .map(event -> stage.deliveries.deliver(List.of(event)))
                .toList();
        io.vertx.core.Future.join(last).await();

        assertThat(stage.log(user))
                .containsExactlyElementsOf(
                        events.stream().map(DurableEvent::body).toList());
        await(() -> stage.pending() == 0);
    }
}
