package io.devthread.realtime.notification;

import static io.devthread.realtime.notification.NotificationApi.EVENTS;
import static io.devthread.realtime.notification.NotificationApi.REVOCATIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.Accepted;
import io.devthread.realtime.notification.NotificationApi.Actor;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.notification.NotificationApi.Revocation;
import io.devthread.realtime.notification.NotificationApi.Revocations;
import io.devthread.realtime.notification.NotificationApi.RevocationsSince;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.testkit.Connected;
import io.devthread.realtime.testkit.TestStores;
import io.devthread.realtime.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeIT {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final BlockingQueue<Revocation> REVOKED = new LinkedBlockingQueue<>();

    private static Vertx vertx;
    private static Bus bus;
    private static Postgres postgres;
    private UserId alice;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        bus = Bus.on(vertx, Connected.PATIENCE);
        postgres = Connected.to(vertx, TestStores.postgres());
        vertx.deployVerticle(
                        new NotificationVerticle(
                                bus,
                                postgres,
                                told -> {},
                                new SimpleMeterRegistry(),
                                Tracing.off(),
                                NotificationConfig.DEFAULT,
                                Duration.ZERO,
                                Clock.systemUTC()),
                        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await();
        bus.listen(NotificationApi.REVOKED, REVOKED::add).await();
    }

    @AfterAll
    static void stop() {
        vertx.close().await();
    }

    @BeforeEach
    void someone() {
        alice = new UserId(Ids.next());
        REVOKED.clear();
    }

    @Test
    void anAcceptedEventIsStored() {
        DomainEvent liked = new DomainEvent(
                Ids.next(),
                "post_liked",
                Optional.of(new Actor(alice, "alice")),
                Optional.of(new UserId(Ids.next())),
                Optional.of(Ids.next()),
                Optional.empty(),
                Optional.of(7L),
                Optional.of(2L),
                NOON);
        assertThat(accept(liked)).isEqualTo(new Accepted("accepted", liked.id()));
        Row row = postgres.query("SELECT * FROM domain_events WHERE id = $1", liked.id())
                .iterator()
                .next();
        assertThat(row.getString("type")).isEqualTo("post_liked");
        assertThat(row.getLong("like_count")).isEqualTo(7);
        assertThat(row.getOffsetDateTime("created_at").toInstant()).isEqualTo(NOON);
    }

    @Test
    void aRepeatedEventIsAcceptedAgainAndChangesNothing() {
        DomainEvent event = upserted("alice", NOON, Ids.next());
        accept(event);
        accept(upserted("alice_b", NOON.plusSeconds(1), Ids.next()));
        assertThat(accept(event).status()).isEqualTo("accepted");
        assertThat(username()).contains("alice_b");
        assertThat(count(event.id())).isEqualTo(1);
    }

    @Test
    void theSameEventAtOnceIsStoredOnce() {
        DomainEvent event = upserted("alice", NOON, Ids.next());
        List<Future<Accepted>> answers =
                IntStream.range(0, 20).mapToObj(i -> bus.call(EVENTS, event)).toList();
        answers.forEach(answer -> assertThat(answer.await().id()).isEqualTo(event.id()));
        assertThat(count(event.id())).isEqualTo(1);
    }

    @Test
    void theNewestEventDecidesHoweverTheyCome() {
        accept(upserted("new", NOON.plusMillis(2), Ids.next()));
        accept(upserted("old", NOON.plusMillis(1), Ids.next()));
        assertThat(username()).contains("new");
    }

    @Test
    void equallyOldEventsAreDecidedById() {
        UUID lower =
                UUID.fromString("01970000-0000-7000-8000-" + alice.toString().substring(24));
        UUID higher =
                UUID.fromString("f1970000-0000-7000-8000-" + alice.toString().substring(24));
        accept(upserted("higher", NOON, higher));
        accept(upserted("lower", NOON, lower));
        assertThat(username()).contains("higher");
    }

    @Test
    void aDeletionThatComesBeforeTheUserStillWins() {
        accept(event("user_deleted", NOON.plusSeconds(1)));
        accept(upserted("alice", NOON, Ids.next()));
        assertThat(username()).isEmpty();
        assertThat(postgres.query("SELECT 1 FROM users WHERE username = 'alice' AND id = $1", alice.value())
                        .size())
                .isZero();
        accept(upserted("alice_again", NOON.plusSeconds(2), Ids.next()));
        assertThat(username()).contains("alice_again");
    }

    @Test
    void aRevocationIsToldAtOnceAndFoundLater() throws InterruptedException {
        Revocations before = revocations(Optional.empty());
        accept(event("session_revoked", NOON));
        assertThat(REVOKED.poll(5, TimeUnit.SECONDS)).isEqualTo(new Revocation(alice, NOON));
        assertThat(revocations(Optional.of(before.until())).items()).contains(new Revocation(alice, NOON));
        assertThat(revocations(Optional.empty()).items()).contains(new Revocation(alice, NOON));
    }

    /** Whoever took it first may have died before telling. The id is the key: what else comes under it means nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"session_revoked", "user_deleted"})
    void aRepeatIsToldAsWhatCameFirstWithItsId(String type) throws InterruptedException {
        UUID id = Ids.next();
        UserId bob = new UserId(Ids.next());
        accept(event(id, type, "admin", Optional.of(alice), NOON));
        accept(event(id, type, "admin", Optional.of(bob), NOON.plusSeconds(1)));
        for (int told = 1; told <= 2; told++) {
            assertThat(REVOKED.poll(30, TimeUnit.SECONDS)).isEqualTo(new Revocation(alice, NOON));
        }
        assertThat(revocations(Optional.empty()).items())
                .extracting(Revocation::user)
                .doesNotContain(bob);
    }

    @ParameterizedTest
    @CsvSource({"session_revoked, user_deleted", "user_deleted, session_revoked", "user_upserted, session_revoked"})
    void anotherTypeUnderAKnownIdTellsNothing(String first, String other) throws InterruptedException {
        UUID id = Ids.next();
        UserId bob = new UserId(Ids.next());
        accept(event(id, first, "admin", Optional.of(alice), NOON));
        assertThat(accept(event(id, other, "admin", Optional.of(bob), NOON.plusSeconds(1))))
                .isEqualTo(new Accepted("accepted", id));
        UserId carol = new UserId(Ids.next());
        accept(event(Ids.next(), "session_revoked", "admin", Optional.of(carol), NOON));
        List<UserId> signedOut = new ArrayList<>();
        do {
            signedOut.add(REVOKED.poll(30, TimeUnit.SECONDS).user());
        } while (!signedOut.getLast().equals(carol));
        assertThat(signedOut).doesNotContain(bob);
    }

    @Test
    void aDeletedUserIsSignedOutEverywhere() throws InterruptedException {
        accept(event("user_deleted", NOON));
        assertThat(REVOKED.poll(5, TimeUnit.SECONDS)).isEqualTo(new Revocation(alice, NOON));
        assertThat(revocations(Optional.empty()).items()).contains(new Revocation(alice, NOON));
    }

    @Test
    void anOlderRevocationTakesNothingBack() {
        accept(event("session_revoked", NOON.plusSeconds(1)));
        accept(event("session_revoked", NOON));
        assertThat(revocations(Optional.empty()).items())
                .filteredOn(revocation -> revocation.user().equals(alice))
                .containsExactly(new Revocation(alice, NOON.plusSeconds(1)));
    }

    @Test
    void anAnswerThatIsCutGoesOnWithoutLoss() {
        for (int i = 0; i < 5; i++) {
            alice = new UserId(Ids.next());
            accept(event("session_revoked", NOON));
        }
        RevocationStore store = new RevocationStore(postgres);
        Revocations all = store.since(Instant.EPOCH, 1_000);
        Revocations first = store.since(Instant.EPOCH, all.items().size() - 2);
        Revocations rest = store.since(first.until(), 1_000);
        assertThat(first.more()).isTrue();
        assertThat(rest.more()).isFalse();
        assertThat(rest.items()).hasSize(2).doesNotContainAnyElementsOf(first.items());
    }

    @Test
    void whatIsRefusedIsNotStored() {
        DomainEvent event = event("session_shared", NOON);
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> accept(event));
        assertThat(refusal.failure()).isEqualTo(Failure.INVALID_DATA);
        assertThat(refusal.field()).contains("type");
        assertThat(count(event.id())).isZero();
    }

    @Test
    void plainJsonFromTheBusIsTakenToo() {
        UUID id = Ids.next();
        JsonObject event = new JsonObject()
                .put("id", id.toString())
                .put("type", "user_followed")
                .put("actor", new JsonObject().put("id", alice.toString()))
                .put("recipient_id", alice.toString())
                .put("created_at", NOON.toString());
        Object answer =
                vertx.eventBus().request("devthread.events", event).await().body();
        assertThat(answer).isEqualTo(new JsonObject().put("status", "accepted").put("id", id.toString()));
        assertThat(count(id)).isEqualTo(1);
    }

    private DomainEvent upserted(String username, Instant createdAt, UUID id) {
        return event(id, "user_upserted", username, Optional.empty(), createdAt);
    }

    private DomainEvent event(String type, Instant createdAt) {
        return event(Ids.next(), type, "admin", Optional.of(alice), createdAt);
    }

    private DomainEvent event(UUID id, String type, String actor, Optional<UserId> recipient, Instant createdAt) {
        return new DomainEvent(
                id,
                type,
                Optional.of(new Actor(alice, actor)),
                recipient,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                createdAt);
    }

    private static Accepted accept(DomainEvent event) {
        return bus.call(EVENTS, event).await();
    }

    private static Revocations revocations(Optional<Instant> since) {
        return bus.call(REVOCATIONS, new RevocationsSince(since)).await();
    }

    private Optional<String> username() {
        for (Row row : postgres.query("SELECT username FROM users WHERE id = $1 AND NOT deleted", alice.value())) {
            return Optional.of(row.getString(0));
        }
        return Optional.empty();
    }

    private static long count(UUID id) {
        return postgres.query("SELECT count(*) FROM domain_events WHERE id = $1", id)
                .iterator()
                .next()
                .getLong(0);
    }
}
