package io.devthread.realtime.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devthread.realtime.messaging.MessagingApi;
import io.devthread.realtime.model.Export.Erased;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.privacy.PrivacyApi.Account;
import io.devthread.realtime.privacy.PrivacyApi.Erasure;
import io.devthread.realtime.privacy.PrivacyApi.OfErasure;
import io.devthread.realtime.privacy.PrivacyApi.OfUser;
import io.devthread.realtime.testkit.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The course of an erasure; what messaging and notification do in it is the test's own here. */
class ErasureIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Stage stage;
    private UserId alice;
    private final AtomicInteger messagesLeft = new AtomicInteger();
    private volatile Supplier<Future<Erased>> messaging = this::eraseOne;

    @BeforeEach
    void open() {
        stage = new Stage();
        alice = stage.user("alice");
        stage.serve(MessagingApi.ERASE, request -> messaging.get());
        stage.serve(
                NotificationApi.ERASE,
                request -> Future.succeededFuture(new Erased(Map.of("notifications", 2L), false)));
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void everyStepIsDoneToItsEndAndCounted() {
        UserId bob = stage.user("bob");
        stage.block(alice, bob);
        stage.block(bob, alice);
        stage.patch(alice, Stage.NOTHING);
        messagesLeft.set(3);

        Erasure done = completed(erase());

        assertThat(done.erased()).isEqualTo(Map.of("messages", 3L, "notifications", 2L, "settings", 1L, "blocks", 1L));
        assertThat(done.completedAt().orElseThrow()).isAfterOrEqualTo(done.requestedAt());
        assertThat(stage.blocks(alice, 10, Optional.empty()).items()).isEmpty();
        assertThat(stage.blocks(bob, 10, Optional.empty()).items())
                .as("what others decided is theirs")
                .hasSize(1);
        assertThat(stage.postgres.query("SELECT 1 FROM settings").size()).isZero();
    }

    /** Each statement is far from the time that it may take. */
    @Test
    void veryManyBlocksEndInBatches() {
        int many = Blocks.BATCH + 1;
        stage.postgres.query(
                "INSERT INTO blocks SELECT $1, gen_random_uuid(), now() FROM generate_series(1, $2)",
                alice.value(),
                many);
        stage.postgres.query("""
                CREATE FUNCTION refuse_more() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF (SELECT count(*) FROM gone) > %d THEN RAISE EXCEPTION 'too many rows'; END IF;
                    RETURN NULL;
                END $$
                """.formatted(Blocks.BATCH));
        stage.postgres.query("""
                CREATE TRIGGER refuse_more AFTER DELETE ON blocks REFERENCING OLD TABLE AS gone
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_more()
                """);

        assertThat(completed(erase()).erased()).containsEntry("blocks", (long) many);
    }

    @Test
    void erasingWhatIsErasedIsDoneAgainAndFindsNothing() {
        messagesLeft.set(1);
        Erasure first = completed(erase());
        Erasure second = completed(erase());

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.erased()).containsEntry("messages", 0L);
        assertThat(stage.call(PrivacyApi.ACCOUNT, new OfUser(alice)))
                .returns(Optional.of("alice"), Account::username)
                .satisfies(account -> assertThat(account.erasures())
                        .extracting(Erasure::id)
                        .containsExactlyInAnyOrder(first.id(), second.id()));
    }

    @Test
    void whatTakesLongIsAnsweredBeforeItsEndAndJoinedByWhoAsksAgain() {
        messagesLeft.set(1);
        messaging = () -> Promise.<Erased>promise().future();
        Erasure open = erase();
        Erasure joined = erase();
        assertThat(open.completedAt()).isEmpty();
        assertThat(joined.id()).isEqualTo(open.id());

        messaging = this::eraseOne;
        assertThat(completed(open).erased()).containsEntry("messages", 1L);
    }

    @Test
    void whatAStoppedProcessLeftIsFinishedByTheNextFromWhereItStood() {
        messagesLeft.set(5);
        AtomicInteger batches = new AtomicInteger();
        messaging = () -> batches.incrementAndGet() <= 2
                ? eraseOne()
                : Promise.<Erased>promise().future();
        Future<Erasure> asked = stage.bus.call(PrivacyApi.ERASE, new OfUser(alice));
        Eventually.holds("it is in the middle", PATIENCE, () -> batches.get() > 2);
        stage.stop();
        assertThat(messagesLeft).hasValue(3);

        messaging = this::eraseOne;
        stage.start();

        Erasure open =
                stage.call(PrivacyApi.ACCOUNT, new OfUser(alice)).erasures().getFirst();
        assertThat(completed(open).erased()).containsEntry("messages", 5L).containsEntry("notifications", 2L);
        asked.otherwiseEmpty().await();
    }

    @Test
    void aCapabilityThatIsAwayIsAskedAgain() {
        messagesLeft.set(1);
        AtomicInteger asked = new AtomicInteger();
        messaging = () -> asked.incrementAndGet() == 1 ? Future.failedFuture("broken") : eraseOne();

        assertThat(completed(erase()).erased()).containsEntry("messages", 1L);
        assertThat(asked).hasValueGreaterThan(1);
    }

    @Test
    void theErasureOfAnotherIsNotShown() {
        Erasure done = completed(erase());
        UserId bob = stage.user("bob");
        assertThatThrownBy(() -> stage.call(PrivacyApi.ERASURE, new OfErasure(bob, done.id())))
                .hasMessage("there is no such erasure");
    }

    private Erasure erase() {
        return stage.call(PrivacyApi.ERASE, new OfUser(alice));
    }

    private Erasure completed(Erasure erasure) {
        return Eventually.passes(PATIENCE, () -> {
            Erasure now = stage.call(PrivacyApi.ERASURE, new OfErasure(alice, erasure.id()));
            assertThat(now.completedAt()).isPresent();
            return now;
        });
    }

    private Future<Erased> eraseOne() {
        long erased = messagesLeft.get() > 0 ? 1 : 0;
        int left = erased == 1 ? messagesLeft.decrementAndGet() : 0;
        return Future.succeededFuture(new Erased(Map.of("messages", erased), left > 0));
    }
}
