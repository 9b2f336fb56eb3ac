package io.devthread.realtime.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.platform.RedisConfig;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.FreePorts;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.ServiceAddress;
import io.devthread.realtime.testkit.ServiceProcess;
import io.devthread.realtime.testkit.Sight;
import io.devthread.realtime.testkit.TestStores;
import io.devthread.realtime.testkit.TestUser;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Presence over two gateways, and what is left of it when one of them is paused or dies, or Redis forgets everything.
 * Bob follows Alice and Carol and looks on from the west. Carol proves that the past is over: what happened to Alice
 * before would have been told before.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PresenceAcrossNodesIT {
    private static final ServiceAddress EAST = new ServiceAddress(FreePorts.next());
    private static final ServiceAddress WEST = new ServiceAddress(FreePorts.next());
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final RedisConfig REDIS = TestStores.redis();

    private static Cluster cluster;
    private static ServiceProcess east;
    private static TestUser alice;
    private static TestUser carol;
    private static TestUser bob;

    @BeforeAll
    static void startEveryGroup() {
        cluster = new Cluster(Map.of("DEVTHREAD_DELIVERY_LEASE_TTL", "2s", "DEVTHREAD_REDIS_URL", REDIS.url()));
        cluster.start("messaging,notification,presence,community").awaitReady();
        east = cluster.startGateway(EAST);
        cluster.startGateway(WEST);
        cluster.awaitReady();
        alice = TestUser.register(EAST, "alice_n");
        carol = TestUser.register(WEST, "carol_n");
        bob = TestUser.register(WEST, "bob_n");
        follow(alice);
        follow(carol);
    }

    @AfterAll
    static void stopAll() {
        cluster.close();
    }

    @Test
    @Order(1)
    void isSeenFromTheOtherNodeAndGoneOnlyWithTheLastDeviceOnAnyNode() {
        try (RealtimeClient onlooker = welcomed(bob);
                RealtimeClient eastern = welcomed(alice)) {
            Sight.awaitTold(onlooker, alice, "online");
            RealtimeClient western = welcomed(alice.at(WEST));
            eastern.close();
            eastern.awaitClose();
            carolComesAndGoes(onlooker);
            assertThat(Sight.of(onlooker, alice).toString()).doesNotContain("offline");
            western.close();
            Sight.awaitTold(onlooker, alice, "offline");
        }
    }

    @Test
    @Order(2)
    void whoComesBackAtTheOtherNodeWithinTheDebounceIsNeverSeenToGo() {
        try (RealtimeClient onlooker = welcomed(bob)) {
            RealtimeClient eastern = welcomed(alice);
            Sight.awaitTold(onlooker, alice, "online");
            eastern.cut();
            try (RealtimeClient western = welcomed(alice.at(WEST))) {
                carolComesAndGoes(onlooker);
                assertThat(Sight.of(onlooker, alice).toString()).doesNotContain("offline");
                assertThat(western.isClosed()).isFalse();
            }
            Sight.awaitTold(onlooker, alice, "offline");
        }
    }

    @Test
    @Order(3)
    void comesBackFromTheGatewaysWhenRedisHasForgottenEverything() {
        try (RealtimeClient onlooker = welcomed(bob);
                RealtimeClient eastern = welcomed(alice)) {
            Sight.awaitTold(onlooker, alice, "online");
            forgetEverything();
            Eventually.holds("alice is online", PATIENCE, () -> status(alice).equals("online"));
            carolComesAndGoes(onlooker);
            assertThat(eastern.isClosed()).isFalse();
            Sight.awaitTold(onlooker, alice, "online");
        }
    }

    @Test
    @Order(4)
    void thePausedNodeThatWakesUpBringsNobodyBackWhoHasGone() throws IOException, InterruptedException {
        try (RealtimeClient onlooker = welcomed(bob)) {
            RealtimeClient eastern = welcomed(alice);
            Sight.awaitTold(onlooker, alice, "online");
            signal("STOP");
            Sight.awaitTold(onlooker, alice, "offline");
            eastern.cut();
            signal("CONT");
            try (RealtimeClient again = RealtimeClient.open(EAST.ws(), carol.token())) {
                again.awaitWelcome();
                Sight.awaitTold(onlooker, carol, "online");
            }
            Sight.awaitTold(onlooker, carol, "offline");
            assertThat(status(alice)).isEqualTo("offline");
            Sight.awaitTold(onlooker, alice, "offline");
        }
    }

    @Test
    @Order(5)
    void theUsersOfAKilledNodeAreOffline() {
        try (RealtimeClient onlooker = welcomed(bob);
                RealtimeClient eastern = welcomed(alice)) {
            Sight.awaitTold(onlooker, alice, "online");
            east.kill();
            Sight.awaitTold(onlooker, alice, "offline");
            assertThat(eastern.awaitClose()).isNotEqualTo(1000);
        }
    }

    private static void carolComesAndGoes(RealtimeClient onlooker) {
        RealtimeClient device = welcomed(carol);
        Sight.awaitTold(onlooker, carol, "online");
        device.close();
        Sight.awaitTold(onlooker, carol, "offline");
    }

    /** The service hears of it from the community a moment later. */
    private static void follow(TestUser followed) {
        TestUser.request(
                WEST,
                Optional.of(bob.token()),
                "PUT",
                "/api/v1/users/" + followed.id() + "/follow",
                Optional.of(Map.of()));
        Eventually.holds(
                "the follow is told",
                () -> followed.get("/api/v1/notifications/unread-count")
                                .body()
                                .path("unread_count")
                                .asLong()
                        > 0);
    }

    private static String status(TestUser user) {
        return bob.get("/api/v1/presence?user_ids=" + user.id())
                .body()
                .at("/presences/0/status")
                .asText();
    }

    private static void signal(String name) throws IOException, InterruptedException {
        String pid = String.valueOf(east.pid());
        assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor())
                .isZero();
    }

    private static void forgetEverything() {
        Vertx vertx = Vertx.vertx();
        RedisLink link = RedisLink.connect(vertx, REDIS);
        link.connected().await();
        link.send(Request.cmd(Command.FLUSHDB)).await();
        link.close().await();
        vertx.close().await();
    }

    private static RealtimeClient welcomed(TestUser user) {
        RealtimeClient client = user.connect();
        client.awaitWelcome();
        return client;
    }
}
