package io.devthread.realtime.privacy;

import io.devthread.realtime.bus.Address;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.delivery.DeliveryConfig;
import io.devthread.realtime.delivery.LogErasure;
import io.devthread.realtime.messaging.MessagingApi;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.PostgresConfig;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.privacy.PrivacyApi.Block;
import io.devthread.realtime.privacy.PrivacyApi.BlockPage;
import io.devthread.realtime.privacy.PrivacyApi.Change;
import io.devthread.realtime.privacy.PrivacyApi.Changed;
import io.devthread.realtime.privacy.PrivacyApi.ListBlocks;
import io.devthread.realtime.privacy.PrivacyApi.OfUser;
import io.devthread.realtime.privacy.PrivacyApi.Pair;
import io.devthread.realtime.privacy.PrivacyApi.Patch;
import io.devthread.realtime.privacy.PrivacyApi.Settings;
import io.devthread.realtime.testkit.Connected;
import io.devthread.realtime.testkit.TestStores;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A process with privacy alone, on a real database. */
final class Stage implements AutoCloseable {
    static final Patch NOTHING = new Patch(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of());

    private static final PrivacyConfig CONFIG = new PrivacyConfig(500, Duration.ofMillis(100), Duration.ofSeconds(1));

    final PostgresConfig database = TestStores.postgres();
    final Vertx vertx = Vertx.vertx();
    final Bus bus = Bus.on(vertx);
    final Postgres postgres = Connected.to(vertx, database);
    final RedisLink redis = RedisLink.connect(vertx, TestStores.redis());
    final LogErasure logs = new LogErasure(redis, postgres, DeliveryConfig.defaults());
    final List<Changed> changes = new CopyOnWriteArrayList<>();

    private String deployment;

    Stage() {
        redis.connected().await();
        bus.listen(PrivacyApi.CHANGED, changes::add).await();
        deployment = deploy();
    }

    /** Also after {@link #stop}, as a process that follows another. */
    void start() {
        deployment = deploy();
    }

    void stop() {
        vertx.undeploy(deployment).await();
    }

    private String deploy() {
        return vertx.deployVerticle(
                        new PrivacyVerticle(
                                bus,
                                List.of(MessagingApi.ERASE, NotificationApi.ERASE),
                                postgres,
                                logs,
                                CONFIG,
                                Clock.systemUTC()),
                        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await();
    }

    /** A capability that is not here. */
    <Q, R> void serve(Address<Q, R> address, Function<Q, Future<R>> handler) {
        bus.serveAsync(address, 100, handler).await();
    }

    <Q, R> R call(Address<Q, R> address, Q request) {
        return bus.call(address, request).await();
    }

    Settings settings(UserId user) {
        return call(PrivacyApi.SETTINGS, new OfUser(user));
    }

    Settings patch(UserId user, Patch patch) {
        return call(PrivacyApi.CHANGE_SETTINGS, new Change(user, patch, false));
    }

    Settings put(UserId user, Patch patch) {
        return call(PrivacyApi.CHANGE_SETTINGS, new Change(user, patch, true));
    }

    Block block(UserId user, UserId other) {
        return call(PrivacyApi.BLOCK, new Pair(user, other));
    }

    void unblock(UserId user, UserId other) {
        call(PrivacyApi.UNBLOCK, new Pair(user, other));
    }

    BlockPage blocks(UserId user, int limit, Optional<String> cursor) {
        return call(PrivacyApi.BLOCKS, new ListBlocks(user, limit, cursor));
    }

    /** Somebody that notification has heard of. */
    UserId user(String username) {
        UserId user = new UserId(Ids.next());
        postgres.query(
                "INSERT INTO users (id, username, decided_at, decided_by) VALUES ($1, $2, now(), $1)",
                user.value(),
                username);
        return user;
    }

    @Override
    public void close() {
        stop();
        redis.close().await();
        vertx.close().await();
    }
}
