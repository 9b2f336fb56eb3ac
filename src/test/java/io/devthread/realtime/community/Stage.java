package io.devthread.realtime.community;

import io.devthread.realtime.bus.Address;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.community.CommunityApi.Caller;
import io.devthread.realtime.community.CommunityApi.Credentials;
import io.devthread.realtime.community.CommunityApi.SignedIn;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.notification.NotificationApi.Accepted;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.notification.NotificationConfig;
import io.devthread.realtime.notification.NotificationVerticle;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.PostgresConfig;
import io.devthread.realtime.testkit.Connected;
import io.devthread.realtime.testkit.TestStores;
import io.devthread.realtime.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.Assertions;

/** The community on a real database; the service's intake starts when a test wants it. */
final class Stage implements AutoCloseable {
    /** Cheap hashes, so that tests are quick. */
    static final CommunityConfig CONFIG =
            new CommunityConfig(Duration.ofHours(1), 2, 100, 1_024, 1, Duration.ofMillis(50), 500, Optional.empty());

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final Vertx vertx = Vertx.vertx();
    final Bus bus = Bus.on(vertx, Connected.PATIENCE);
    final PostgresConfig postgresConfig = TestStores.postgres();
    final Postgres postgres = Connected.to(vertx, postgresConfig);

    /** A token that tells what it was made of. */
    record Token(String user, String username, String scopes, Instant issuedAt, Instant expiresAt) {
        static Token read(SignedIn signedIn) {
            String[] parts = signedIn.token().split("\\|", -1);
            return new Token(parts[0], parts[1], parts[2], Instant.parse(parts[3]), Instant.parse(parts[4]));
        }
    }

    void deployIntake() {
        deploy(new NotificationVerticle(
                bus,
                postgres,
                told -> {},
                new SimpleMeterRegistry(),
                Tracing.off(),
                NotificationConfig.DEFAULT,
                Duration.ZERO,
                Clock.systemUTC()));
    }

    /** Takes the intake's place. */
    List<DomainEvent> recordEvents() {
        List<DomainEvent> recorded = new CopyOnWriteArrayList<>();
        bus.serveAsync(NotificationApi.EVENTS, 1_000, event -> {
                    recorded.add(event);
                    return Future.succeededFuture(new Accepted("accepted", event.id()));
                })
                .await();
        return recorded;
    }

    void deployCommunity(CommunityConfig config, Clock clock) {
        deploy(new CommunityVerticle(
                bus,
                postgres,
                (user, username, scopes, issuedAt, expiresAt) -> String.join(
                        "|", user.toString(), username, String.join(" ", scopes), "" + issuedAt, "" + expiresAt),
                config,
                clock));
    }

    private void deploy(VerticleBase verticle) {
        vertx.deployVerticle(verticle, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await();
    }

    <Q, R> R call(Address<Q, R> address, Q request) {
        return bus.call(address, request).await();
    }

    SignedIn register(String username, String password) {
        return call(CommunityApi.REGISTER, new Credentials(username, password));
    }

    SignedIn login(String username, String password) {
        return call(CommunityApi.LOGIN, new Credentials(username, password));
    }

    static Caller caller(SignedIn signedIn) {
        return new Caller(signedIn.user().id(), Token.read(signedIn).issuedAt());
    }

    <Q, R> Refusal refusal(Address<Q, R> address, Q request) {
        return Assertions.catchThrowableOfType(Refusal.class, () -> call(address, request));
    }

    Refusal loginRefusal(String username, String password) {
        return refusal(CommunityApi.LOGIN, new Credentials(username, password));
    }

    /** The name by which the service knows a user. */
    Optional<String> projected(SignedIn user) {
        for (Row row : postgres.query(
                "SELECT username FROM users WHERE id = $1", user.user().id().value())) {
            return Optional.of(row.getString(0));
        }
        return Optional.empty();
    }

    long count(String table) {
        return postgres.query("SELECT count(*) FROM " + table).iterator().next().getLong(0);
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not come true within " + PATIENCE);
            }
            Thread.yield();
        }
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
