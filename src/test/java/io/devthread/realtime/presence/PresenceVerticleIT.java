package io.devthread.realtime.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.delivery.DeliveryConfig;
import io.devthread.realtime.delivery.NodeLease;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.RedisConfig;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.presence.PresenceApi.Activity;
import io.devthread.realtime.presence.PresenceApi.Connected;
import io.devthread.realtime.presence.PresenceApi.OfUser;
import io.devthread.realtime.presence.PresenceApi.OfUsers;
import io.devthread.realtime.presence.PresenceApi.Report;
import io.devthread.realtime.presence.PresenceApi.SetStatus;
import io.devthread.realtime.presence.PresenceApi.Shown;
import io.devthread.realtime.privacy.PrivacyApi;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.TestStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Presence as it runs: over the bus, by real time, two processes, with a gateway's real lease, and with no more rights
 * in Redis than operators are told to give.
 */
class PresenceVerticleIT {
    private static final PresenceConfig QUICK = new PresenceConfig(
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofMillis(500),
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            1_000,
            1_000);
    private static final String RULES =
            "on >secret resetkeys ~{b*}* ~leases -@all +hello +ping +script|load +evalsha +time"
                    + " +del +exists +rename +pexpire +persist +pttl +hset +hsetnx +hget +hmget +hgetall +hkeys +hlen +hdel +sadd"
                    + " +srem +sismember +smembers +srandmember +scard +xadd +xrange +zadd +zrange +zrangebyscore +zrem"
                    + " +zremrangebyscore";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = Bus.on(vertx);
    private final UserId alice = Stage.user();
    private final List<Shown> changed = new CopyOnWriteArrayList<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger leaseLost = new AtomicInteger();
    private final List<String> deployed = new ArrayList<>();
    private RedisLink admin;
    private RedisLink redis;
    private Postgres postgres;
    private NodeLease lease;

    @BeforeEach
    void start() {
        RedisConfig config = TestStores.redis();
        admin = connected(config);
        Request rules = Request.cmd(Command.ACL).arg("SETUSER").arg("presence");
        List.of(RULES.split(" ")).forEach(rules::arg);
        admin.send(rules).await();
        URI uri = URI.create(config.url());
        redis = connected(new RedisConfig("redis://presence:secret@127.0.0.1:" + uri.getPort()));
        postgres = io.devthread.realtime.testkit.Connected.to(vertx, TestStores.postgres());
        bus.listen(PresenceApi.CHANGED, list -> changed.addAll(list.items())).await();
        for (int i = 0; i < 2; i++) {
            deployed.add(vertx.deployVerticle(
                            new PresenceVerticle(
                                    bus, postgres, redis, new SimpleMeterRegistry(), QUICK, Clock.systemUTC()),
                            new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                    .await());
        }
        lease = NodeLease.take(vertx, redis, NodeId.next(), DeliveryConfig.defaults(), leaseLost::incrementAndGet)
                .await();
    }

    @AfterEach
    void close() {
        deployed.forEach(id -> vertx.undeploy(id).await());
        lease.leave().await();
        redis.close().await();
        admin.send(Request.cmd(Command.ACL).arg("DELUSER").arg("presence")).await();
        admin.close().await();
        postgres.close().await();
        vertx.close().await();
    }

    private RedisLink connected(RedisConfig config) {
        RedisLink link = RedisLink.connect(vertx, config);
        link.connected().await();
        return link;
    }

    private void report(Activity activity) {
        Eventually.passes(PATIENCE, () -> {
            long number = numbers.incrementAndGet();
            Report report = new Report(lease.node(), number, List.of(new Connected(alice, activity)));
            return bus.call(PresenceApi.REPORT, report).await();
        });
    }

    /** The last one counts: where the machine stands still for seconds, a process takes another's announcement over. */
    private void awaitTold(String status) {
        Eventually.holds(status + " is told", PATIENCE, () -> lastTold()
                .filter(shown -> shown.status().equals(status))
                .isPresent());
    }

    /** Of this test's person: others that stand in Redis may go meanwhile. */
    private Optional<Shown> lastTold() {
        return changed.reversed().stream()
                .filter(shown -> shown.userId().equals(alice))
                .findFirst();
    }

    @Test
    void comingAndGoingIsTold() {
        report(Activity.ACTIVE);
        awaitTold("online");

        report(Activity.GONE);
        awaitTold("offline");
    }

    @Test
    void aChoiceIsAcknowledgedAndTold() {
        report(Activity.IDLE);
        awaitTold("away");

        assertThat(bus.call(PresenceApi.SET_STATUS, new SetStatus(alice, "busy"))
                        .await()
                        .status())
                .isEqualTo("busy");

        awaitTold("busy");
        assertThat(bus.call(PresenceApi.OWN, new OfUser(alice)).await().status())
                .isEqualTo("busy");
    }

    @Test
    void whoBeginsToHideIsOfflineForAll() {
        report(Activity.ACTIVE);
        awaitTold("online");
        postgres.query(
                "INSERT INTO settings (user_id, show_presence, updated_at) VALUES ($1, false, now())", alice.value());

        bus.publish(PrivacyApi.CHANGED, new PrivacyApi.Changed(alice, Optional.empty()));

        awaitTold("offline");
        assertThat(lastTold().orElseThrow().lastSeen()).isEmpty();
    }

    @Test
    void gatewaysOfTheVersionBeforeAreToldWhoseListsHaveChanged() {
        List<UserId> viewers = new CopyOnWriteArrayList<>();
        bus.listen(PresenceApi.WATCH_LISTS_CHANGED, lists -> viewers.addAll(lists.viewers()))
                .await();
        UserId bob = Stage.user();
        UserId carol = Stage.user();

        bus.publish(NotificationApi.FOLLOWS_CHANGED, new NotificationApi.FollowsChanged(List.of(alice)));
        bus.publish(PrivacyApi.CHANGED, new PrivacyApi.Changed(bob, Optional.of(carol)));

        Eventually.passes(PATIENCE, () -> assertThat(viewers).contains(alice, bob, carol));
    }

    @Test
    void bridgesAskInPlainJson() {
        report(Activity.ACTIVE);

        JsonObject answer = (JsonObject) vertx.eventBus()
                .request(
                        PresenceApi.QUERY.name(),
                        new JsonObject().put("user_ids", new JsonArray().add(alice.toString())))
                .await()
                .body();

        assertThat(answer)
                .isEqualTo(new JsonObject()
                        .put(
                                "presences",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("user_id", alice.toString())
                                                .put("status", "online")
                                                .putNull("last_seen"))));
    }

    @Test
    void aGatewayLearnsFromItsLeaseThatRedisHasLostEverything() {
        report(Activity.ACTIVE);
        admin.send(Request.cmd(Command.FLUSHALL)).await();

        Eventually.holds("the lease was lost", () -> leaseLost.get() == 1);
        report(Activity.ACTIVE);

        assertThat(bus.call(PresenceApi.QUERY, new OfUsers(List.of(alice)))
                        .await()
                        .presences()
                        .getFirst()
                        .status())
                .isEqualTo("online");
    }
}
