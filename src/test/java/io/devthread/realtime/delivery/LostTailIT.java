package io.devthread.realtime.delivery;

import static io.devthread.realtime.delivery.Stage.await;
import static io.devthread.realtime.delivery.Stage.event;
import static io.devthread.realtime.delivery.Stage.messages;
import static io.devthread.realtime.delivery.Stage.newConversation;
import static io.devthread.realtime.delivery.Stage.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.LuaScript;
import io.devthread.realtime.testkit.TestRedis;
import io.devthread.realtime.testkit.TestStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real Redis is killed, its file is tampered with as disks, failovers and operators do, and it is started again. */
class LostTailIT {
    private static TestRedis server;
    private final UserId alice = newUser();
    private final ConversationId talk = newConversation();
    private Stage stage;
    private Stage.Node node;
    private Position head;

    private interface Tampering {
        void run() throws IOException;
    }

    @BeforeAll
    static void startRedis() {
        server = TestStores.ownEmbeddedRedis();
    }

    @AfterAll
    static void endRedis() {
        server.close();
    }

    @BeforeEach
    void open() {
        stage = new Stage(server.config());
        node = stage.node();
        head = node.enter(alice, 1).head();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    /** @param meanwhile while it is down */
    private void restart(Tampering meanwhile) throws IOException {
        server.kill();
        await(() -> !stage.redis.isUp());
        meanwhile.run();
        server.start();
        await(stage.redis::isUp);
    }

    private static long length() throws IOException {
        return Files.size(server.appendOnlyFile());
    }

    private static void cutTo(long length) throws IOException {
        try (FileChannel file = FileChannel.open(server.appendOnlyFile(), StandardOpenOption.WRITE)) {
            file.truncate(length);
        }
    }

    private static void putBack(Path snapshot) throws IOException {
        Files.copy(snapshot, server.appendOnlyFile(), StandardCopyOption.REPLACE_EXISTING);
    }

    private void talk(long first, long last) {
        stage.commitAndDeliver(messages(alice, talk, first, last));
    }

    /** Of the epoch in which the test began. */
    private Position at(long seq) {
        return new Position(head.epoch(), seq);
    }

    private Registered.Accepted resumeAt(long seq) {
        return node.resume(alice, at(seq));
    }

    private List<Behind> check(long seq) {
        return node.logs()
                .check(List.of(new Watched(alice, at(seq), 1, List.of())))
                .await()
                .behind();
    }

    private void sweep(Deliveries deliveries) {
        await(() -> {
            sweepOnce(deliveries);
            return stage.pending() == 0;
        });
    }

    private void sweepOnce(Deliveries deliveries) {
        DeliveryConfig config = Stage.CONFIG;
        DeliveryConfig atOnce = new DeliveryConfig(
                config.logLength(),
                config.logTtl(),
                config.sessionTtl(),
                config.connectionsPerUser(),
                config.leaseTtl(),
                Duration.ZERO,
                config.sweepEvery());
        new Sweep(stage.redis, stage.postgres, deliveries, new SimpleMeterRegistry(), atOnce).run();
    }

    private static List<String> bodies(Registered.Accepted accepted) {
        return ((Resumption.Full) accepted.resumption())
                .missed().stream().map(Entry::body).toList();
    }

    private void assertReset(Registered.Accepted accepted) {
        assertThat(accepted.resumption()).isEqualTo(new Resumption.Reset(Resumption.Reason.EPOCH_CHANGED));
        assertThat(accepted.head().epoch()).isNotEqualTo(head.epoch());
    }

    @Test
    void whatLostNothingGoesOnInItsEpoch() throws IOException {
        talk(1, 3);

        restart(() -> {});

        assertThat(check(3)).isEmpty();
        assertThat(bodies(resumeAt(1))).containsExactly("message 2", "message 3");
        talk(4, 4);
        assertThat(resumeAt(3).head()).isEqualTo(at(4));
    }

    @Test
    void whoWasOfflineIsResetWhereverTheyStood() throws IOException {
        talk(1, 5);
        long length = length();
        talk(6, 8);

        restart(() -> cutTo(length));

        assertReset(resumeAt(5));
        assertReset(resumeAt(8));
        assertReset(resumeAt(4));
    }

    @Test
    void whoIsConnectedIsFoundByThePositionCheckWhereverTheyStand() throws IOException {
        talk(1, 5);
        long length = length();
        talk(6, 6);

        restart(() -> cutTo(length));

        Position found = check(5).getFirst().head();
        assertThat(found.epoch()).isNotEqualTo(head.epoch());
        assertThat(check(6)).containsExactly(new Behind(alice, found));
    }

    @Test
    void noNumberIsUsedTwiceWhenTheNextEventIsTheFirstToCome() throws IOException {
        talk(1, 5);
        long length = length();
        talk(6, 6);

        restart(() -> cutTo(length));
        talk(7, 7);

        assertThat(stage.pending()).isZero();
        assertThat(stage.log(alice)).containsExactly("message 7");
        Position found = check(6).getFirst().head();
        assertThat(found.epoch()).isNotEqualTo(head.epoch());
        assertThat(found.seq()).isEqualTo(1);
    }

    @Test
    void twoProcessesThatFindItAtTheSameTimeBeginOneEpoch() throws IOException {
        Deliveries other = stage.anotherProcess();
        talk(1, 2);
        long length = length();
        talk(3, 3);

        restart(() -> cutTo(length));
        List<DurableEvent> mine = List.of(event(alice, "mine"));
        List<DurableEvent> theirs = List.of(event(alice, "theirs"));
        stage.commit(Stream.concat(mine.stream(), theirs.stream()).toList());
        var first = stage.deliveries.deliver(mine);
        other.deliver(theirs).await();
        first.await();
        sweep(other);

        assertThat(stage.log(alice)).containsExactlyInAnyOrder("mine", "theirs");
        assertThat(check(3).getFirst().head().seq()).isEqualTo(2);
    }

    @Test
    void olderSnapshotIsFound() throws IOException {
        talk(1, 2);
        Path snapshot = server.snapshot();
        talk(3, 3);

        restart(() -> putBack(snapshot));

        assertThat(stage.log(alice)).hasSize(2);
        assertReset(resumeAt(2));
    }

    @Test
    void snapshotOfAnEarlierEpochIsFound() throws IOException {
        talk(1, 2);
        Path snapshot = server.snapshot();
        server.loseEverything();
        talk(3, 3);

        restart(() -> putBack(snapshot));

        assertReset(resumeAt(2));
    }

    @Test
    void erasedLogThatASnapshotBringsBackIsNeverServed() throws IOException {
        talk(1, 2);
        Path snapshot = server.snapshot();
        new LogErasure(stage.redis, stage.postgres, Stage.CONFIG).forget(alice).await();

        restart(() -> putBack(snapshot));

        assertThat(stage.log(alice)).hasSize(2);
        assertReset(resumeAt(1));
        assertThat(stage.log(alice)).isEmpty();
    }

    @Test
    void emptyFolderIsANewEpoch() throws IOException {
        talk(1, 2);

        restart(() -> Files.delete(server.appendOnlyFile()));

        assertReset(resumeAt(2));
        talk(3, 3);
        assertThat(stage.log(alice)).containsExactly("message 3");
    }

    @Test
    void whoPollsIsReset() throws IOException {
        PolledLogs polled = new PolledLogs(stage.redis, Stage.CONFIG, stage.deliveries.proofs());
        talk(1, 2);
        long length = length();
        Polled before = poll(polled, Optional.of(at(0)));
        talk(3, 3);

        restart(() -> cutTo(length));

        assertThat(before.position()).isEqualTo(at(2));
        assertThat(poll(polled, Optional.of(before.position())).resumption())
                .isEqualTo(new Resumption.Reset(Resumption.Reason.EPOCH_CHANGED));
    }

    private Polled poll(PolledLogs polled, Optional<Position> after) {
        return polled.poll(new PolledLogs.Poll(alice, NodeId.next(), after, "", List.of()))
                .await();
    }

    @Test
    void whatWasCommittedWhileRedisWasAwayCostsNoEpoch() throws IOException {
        ConversationId another = newConversation();
        talk(1, 2);

        restart(() -> {
            talk(3, 4);
            stage.commitAndDeliver(messages(alice, another, 1, 2));
            stage.commitAndDeliver(List.of(event(alice, "liked")));
            sweepOnce(stage.deliveries);
        });
        assertThat(bodies(resumeAt(2))).isEmpty();
        sweep(stage.deliveries);

        assertThat(bodies(resumeAt(2))).containsExactly("message 3", "message 4", "message 1", "message 2", "liked");
    }

    @Test
    void neitherDoesItWhenTheSweepIsTheFirstToMeetTheLog() throws IOException {
        talk(1, 2);

        restart(() -> {
            talk(3, 4);
            stage.commitAndDeliver(List.of(event(alice, "liked")));
            sweepOnce(stage.deliveries);
        });
        sweep(stage.deliveries);

        assertThat(bodies(resumeAt(2))).containsExactly("message 3", "message 4", "liked");
    }

    /** Nobody can tell whether it had been logged: if so, it was the last, and gets its number again. */
    @Test
    void oneThatWasLostBeforeItWasKnownGetsItsNumberAgain() throws IOException {
        talk(1, 2);
        long length = length();
        List<DurableEvent> open = List.of(event(alice, "seen by a client"));
        stage.commit(open);
        stage.deliveries.log(open).await();
        assertThat(check(3)).isEmpty();

        restart(() -> cutTo(length));
        assertThat(check(2)).containsExactly(new Behind(alice, at(3)));
        stage.commitAndDeliver(List.of(event(alice, "newer")));
        sweep(stage.deliveries);

        assertThat(bodies(resumeAt(2))).containsExactly("seen by a client", "newer");
    }

    /** As for who has just joined: the messages before it are not theirs. */
    @Test
    void oneThatIsNotTheNextOfItsConversationBeginsANewEpoch() throws IOException {
        talk(1, 2);
        long length = length();
        List<DurableEvent> open = messages(alice, newConversation(), 50, 50);
        stage.commit(open);
        assertThat(stage.deliveries.log(open).await().logged()).hasSize(1);

        restart(() -> cutTo(length));
        stage.commitAndDeliver(List.of(event(alice, "newer")));

        assertReset(resumeAt(3));
        sweep(stage.deliveries);
        assertThat(stage.log(alice)).containsExactlyInAnyOrder("message 50", "newer");
    }

    @Test
    void whatPostgresSaidOfAnEarlierHistoryDecidesNothing() throws IOException {
        talk(1, 2);
        LuaScript history = stage.redis.script("delivery_log", "delivery_history");
        LuaScript prove = stage.redis.script("delivery_log", "delivery_prove");
        String earlier = history.call(List.of(), List.of()).await().toString();

        restart(() -> {});
        String answer = prove.call(
                        new UserKeys(alice).ofAppend(), List.of(head.epoch(), "2", Epochs.next(), "60000", earlier))
                .await()
                .get(0)
                .toString();

        assertThat(answer).isEqualTo("changed");
        assertThat(stage.redis("HGET", new UserKeys(alice).head(), "history")).hasToString(earlier);
        assertThat(check(2)).isEmpty();
    }

    @Test
    void ofSeveralNobodyKnowsTheOrderSoTheEpochIsNew() throws IOException {
        talk(1, 2);
        long length = length();
        List<DurableEvent> open = List.of(event(alice, "one"), event(alice, "other"));
        stage.commit(open);
        stage.deliveries.log(open).await();

        restart(() -> cutTo(length));

        assertReset(resumeAt(4));
        sweep(stage.deliveries);
        assertThat(stage.log(alice)).containsExactlyInAnyOrder("one", "other");
    }

    @Test
    void whatIsCommittedAfterTheReturnCostsNoEpoch() throws IOException {
        talk(1, 2);
        restart(() -> {});
        assertThat(check(2)).isEmpty();

        UserId other = newUser();
        stage.redis("HSET", new UserKeys(other).head(), "epoch", "e", "seq", 0, "history", "an earlier one");
        stage.commitAndDeliver(messages(other, newConversation(), 1, 5));

        assertThat(node.enter(other, 1).head()).isEqualTo(new Position("e", 5));
    }

    @Test
    void rowThatGoesBecauseItsEventWasRepeatedLeavesTheHeadBehind() throws IOException {
        talk(1, 2);
        long length = length();
        List<DurableEvent> open = messages(alice, talk, 3, 3);
        stage.commit(open);
        stage.deliveries.log(open).await(); // and dies before it deletes the row
        sweep(stage.anotherProcess());

        restart(() -> cutTo(length));

        assertReset(resumeAt(2));
    }

    /** Most of them have lost nothing. */
    @Test
    void ofManyExactlyThoseThatLostSomethingAreFound() throws IOException {
        List<UserId> users =
                Stream.generate(Stage::newUser).limit(LogProofs.AT_ONCE + 100).toList();
        List<Watched> watched = new ArrayList<>();
        List<DurableEvent> events = new ArrayList<>();
        for (UserId user : users) {
            String epoch = node.enter(user, 1).head().epoch();
            events.add(event(user, "kept"));
            watched.add(new Watched(user, new Position(epoch, 1), 1, List.of()));
        }
        stage.commitAndDeliver(events);
        long length = length();
        stage.commitAndDeliver(List.of(event(users.getLast(), "lost")));

        restart(() -> cutTo(length));

        assertThat(node.logs().check(watched).await().behind())
                .singleElement()
                .satisfies(behind -> assertThat(behind.user()).isEqualTo(users.getLast()));
    }

    @Test
    void postgresIsNotNeededWhileRedisLives() {
        talk(1, 2);
        stage.postgresProxy.cut();

        assertThat(bodies(resumeAt(1))).containsExactly("message 2");
        assertThat(check(2)).isEmpty();
        assertThat(stage.deliveries.log(messages(alice, talk, 3, 3)).await().logged())
                .hasSize(1);
    }
}
