package io.devthread.realtime.delivery;

import static io.devthread.realtime.delivery.Stage.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.ContentCipher;
import io.devthread.realtime.platform.Keyset;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RedisText;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was said in a log is replaced there, whatever happens between COMMIT and Redis. */
class RedactionsIT {
    private static final DeliveryConfig AT_ONCE = new DeliveryConfig(
            100,
            Duration.ofDays(7),
            Duration.ofMinutes(2),
            10,
            Duration.ofSeconds(10),
            Duration.ZERO,
            Duration.ofMillis(10));

    private static final StoredBodies PLAIN = new StoredBodies(ContentCipher.off());

    private final UserId user = newUser();
    private Stage stage;

    @BeforeEach
    void open() {
        stage = new Stage();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void aLoggedEventIsReplacedUnderItsNumberAndIdAndItsTimeToLiveStays() {
        List<DurableEvent> events =
                IntStream.range(0, 3).mapToObj(i -> event("text " + i)).toList();
        stage.commitAndDeliver(events);
        long ttl = stage.redis("PTTL", keys().log()).toLong();

        stage.deliveries.redact(commit(redaction(events.get(1), 1, "new"))).await();

        assertThat(stage.log(user))
                .containsExactly(
                        events.get(0).body(),
                        body(events.get(1).id(), "new"),
                        events.get(2).body());
        assertThat(stage.redis("PTTL", keys().log()).toLong()).isBetween(1L, ttl);
        assertThat(waiting()).isZero();
        Stage.Node node = stage.node();
        Position head = node.enter(user, 1).head();
        Tail tail = node.logs().read(user, new Position(head.epoch(), 1)).await();
        assertThat(((Tail.Entries) tail).entries())
                .containsExactly(
                        new Entry(2, body(events.get(1).id(), "new")),
                        new Entry(3, events.get(2).body()));
    }

    @Test
    void theNextEventFollowsTheReplacedOnes() {
        DurableEvent first = event("old");
        stage.commitAndDeliver(List.of(first));
        stage.deliveries.redact(commit(redaction(first, 1, "new"))).await();
        DurableEvent next = event("next");
        stage.commitAndDeliver(List.of(next));

        assertThat(stage.log(user)).containsExactly(body(first.id(), "new"), next.body());
    }

    @Test
    void anEventStillInTheOutboxIsReplacedThere() {
        DurableEvent event = event("old");
        stage.commit(List.of(event));
        commit(redaction(event, 1, "new"));

        sweep();

        assertThat(stage.log(user)).containsExactly(body(event.id(), "new"));
        assertThat(stage.pending()).isZero();
    }

    @Test
    void anAppendUnderWayTakesTheNewBodyAndWakesWithIt() {
        Stage.Node node = stage.node();
        node.listen(stage.bus);
        node.enter(user, 1);
        DurableEvent event = event("old");
        stage.commit(List.of(event));
        stage.deliveries.redact(commit(redaction(event, 1, "new"))).await();

        // The sender's process comes late, with what it had committed.
        stage.deliveries.deliver(List.of(event)).await();

        assertThat(stage.log(user)).containsExactly(body(event.id(), "new"));
        Stage.await(() -> !node.woken().isEmpty());
        assertThat(node.woken()).extracting(DeliveryApi.Wake::body).containsExactly(body(event.id(), "new"));
    }

    @Test
    void aProcessThatDiesAfterCommitLeavesTheRedactionToTheSweep() {
        DurableEvent event = event("old");
        stage.commitAndDeliver(List.of(event));
        commit(redaction(event, 1, "new"));
        assertThat(stage.log(user)).containsExactly(event.body());

        sweep();

        assertThat(stage.log(user)).containsExactly(body(event.id(), "new"));
        assertThat(waiting()).isZero();
    }

    @Test
    void whatRedisCouldNotTakeIsLeftToTheSweep() {
        DurableEvent event = event("old");
        stage.commitAndDeliver(List.of(event));
        List<Redactions.Pending> committed = commit(redaction(event, 1, "new"));
        stage.proxy.cut();
        stage.deliveries.redact(committed).await();
        stage.proxy.heal();
        Stage.await(stage.redis::isUp);
        Stage.await(() -> {
            sweep();
            return waiting() == 0;
        });

        assertThat(stage.log(user)).containsExactly(body(event.id(), "new"));
    }

    @Test
    void theNewestStaysInWhateverOrderTheyCome() {
        DurableEvent event = event("old");
        stage.commitAndDeliver(List.of(event));
        List<Redactions.Pending> first = commit(redaction(event, 1, "first"));
        List<Redactions.Pending> second = commit(redaction(event, 2, "second"));

        stage.deliveries.redact(second).await();
        stage.deliveries.redact(first).await();
        sweep();

        assertThat(stage.log(user)).containsExactly(body(event.id(), "second"));
        assertThat(waiting()).isZero();
    }

    @Test
    void aLateOlderRedactionOfAnUnloggedEventDoesNotHideTheNewer() {
        DurableEvent event = event("old");
        stage.commit(List.of(event));
        List<Redactions.Pending> first = commit(redaction(event, 1, "first"));
        List<Redactions.Pending> second = commit(redaction(event, 2, "second"));
        stage.deliveries.redact(second).await();
        stage.deliveries.redact(first).await();
        stage.deliveries.deliver(List.of(event)).await();
        stage.deliveries.redact(first).await();

        assertThat(stage.log(user)).containsExactly(body(event.id(), "second"));
    }

    @Test
    void whatWasRememberedForALateAppendIsReplacedToo() {
        DurableEvent event = event("old");
        stage.commit(List.of(event));
        stage.deliveries.redact(commit(redaction(event, 1, "first"))).await();
        stage.deliveries.deliver(List.of(event)).await();
        stage.deliveries.redact(commit(redaction(event, 2, "second"))).await();

        assertThat(stage.log(user)).containsExactly(body(event.id(), "second"));
        assertThat(RedisText.containing(stage.redis, "first")).isEmpty();
    }

    @Test
    void whatWasRememberedOfAnEventThatLeftTheLogIsReplacedToo() {
        DurableEvent event = event("old");
        stage.commit(List.of(event));
        stage.deliveries.redact(commit(redaction(event, 1, "first"))).await();
        stage.deliveries.deliver(List.of(event)).await();
        fillTheLog();
        stage.deliveries.redact(commit(redaction(event, 2, "second"))).await();

        assertThat(RedisText.containing(stage.redis, "first")).isEmpty();
    }

    @Test
    void nothingIsRememberedOfEventsThatHadBeenLogged() {
        DurableEvent event = event("old");
        stage.commitAndDeliver(List.of(event));
        fillTheLog();
        stage.deliveries.redact(commit(redaction(event, 1, "new"))).await();

        assertThat(stage.redis("EXISTS", keys().redacted()).toLong()).isZero();
    }

    @Test
    void manyEventsTakeOneBodyEachWithItsOwnId() {
        DurableEvent one = event("1");
        DurableEvent two = event("2");
        stage.commitAndDeliver(List.of(one, two));
        Redaction redaction =
                new Redaction(UUID.randomUUID(), 3, user, user, List.of(one.id(), two.id()), body(two.id(), "3"));
        stage.deliveries.redact(commit(redaction)).await();

        assertThat(stage.log(user)).containsExactly(body(one.id(), "3"), body(two.id(), "3"));
    }

    /** A deadlock would have PostgreSQL refuse one of the two, such as an edit. */
    @Test
    void whatIsDoneIsDeletedInTheOrderInWhichTheNextIsWritten() {
        List<Redaction> first = Stream.generate(() -> redaction(event("old"), 1, "new"))
                .limit(2)
                .sorted(Comparator.comparing(one -> one.about().toString()))
                .toList();
        List<Redactions.Pending> done = commit(PLAIN, first).reversed();

        Future<Void> deletion = stage.postgres.inTransaction(connection -> {
            Redactions.insert(connection, PLAIN, List.of(newer(first.getFirst())));
            Future<Void> waits = new Redactions(stage.postgres, PLAIN).delete(done);
            Eventually.holds("it waits for the lock", this::somebodyWaits);
            Redactions.insert(connection, PLAIN, List.of(newer(first.getLast())));
            return waits;
        });

        // On a slow machine nobody waits for it any more.
        deletion.recover(thrown -> thrown instanceof Refusal ? Future.succeededFuture() : Future.failedFuture(thrown))
                .await();
        assertThat(waiting()).isEqualTo(2);
    }

    private static Redaction newer(Redaction one) {
        return new Redaction(one.about(), one.version() + 1, one.user(), one.author(), one.events(), one.body());
    }

    private boolean somebodyWaits() {
        return stage.postgres
                        .query("SELECT 1 FROM pg_stat_activity"
                                + " WHERE wait_event_type = 'Lock' AND datname = current_database()")
                        .size()
                > 0;
    }

    /** A page of them, and older than the one after them. */
    @Test
    void whatThisProcessCannotReadHoldsUpNothing(@TempDir Path folder) throws Exception {
        DurableEvent event = event("old");
        stage.commitAndDeliver(List.of(event));
        commit(
                foreign(folder),
                IntStream.range(0, Sweep.PAGE)
                        .mapToObj(i -> redaction(event("unreadable"), 1, "unreadable"))
                        .toList());
        commit(redaction(event, 1, "new"));

        sweep();

        assertThat(stage.log(user)).containsExactly(body(event.id(), "new"));
        assertThat(waiting()).isEqualTo(Sweep.PAGE);
    }

    /** What was there before has left it then. */
    private void fillTheLog() {
        stage.commitAndDeliver(IntStream.range(0, Stage.CONFIG.logLength())
                .mapToObj(i -> event("more"))
                .toList());
    }

    /** By a key that this process lacks. */
    private static StoredBodies foreign(Path folder) throws Exception {
        Path keyset = folder.resolve("keyset.json");
        Keyset.make().write(keyset);
        return new StoredBodies(ContentCipher.load(keyset, true));
    }

    private void sweep() {
        new Sweep(stage.redis, stage.postgres, stage.deliveries, new SimpleMeterRegistry(), AT_ONCE).run();
    }

    private List<Redactions.Pending> commit(Redaction redaction) {
        return commit(PLAIN, List.of(redaction));
    }

    private List<Redactions.Pending> commit(StoredBodies bodies, List<Redaction> redactions) {
        return stage.postgres.inTransaction(connection -> Redactions.insert(connection, bodies, redactions));
    }

    private Redaction redaction(DurableEvent event, long version, String text) {
        return new Redaction(event.id(), version, user, user, List.of(event.id()), body(event.id(), text));
    }

    private DurableEvent event(String text) {
        UUID id = UUID.randomUUID();
        return new DurableEvent(id, user, body(id, text), Optional.empty());
    }

    private String body(UUID id, String text) {
        return FrameBody.durable("message", "new_message", id, user, Map.of("id", "x", "text", text), Instant.EPOCH);
    }

    private UserKeys keys() {
        return new UserKeys(user);
    }

    private long waiting() {
        return stage.postgres
                .query("SELECT count(*) FROM log_redactions")
                .iterator()
                .next()
                .getLong(0);
    }
}
