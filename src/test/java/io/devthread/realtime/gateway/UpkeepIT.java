package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.delivery.Logs;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.RedisConfig;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TcpProxy;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestStores;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What a gateway does again and again for all its users, a part of them at a time: here is one of each part. */
class UpkeepIT {
    /** A token is announced to end in its last minute. */
    private static final Duration SOON = Duration.ofSeconds(55);

    private static final Vertx VERTX = Vertx.vertx();
    private static TestService service;
    private static TcpProxy wayToRedis;
    private static RedisLink redis;

    private final List<UserId> users =
            IntStream.range(0, Connections.PARTS).mapToObj(UpkeepIT::userIn).toList();
    private final List<RealtimeClient> clients = new ArrayList<>();

    @BeforeAll
    static void start() {
        RedisConfig direct = TestStores.redis();
        URI url = URI.create(direct.url());
        wayToRedis = TcpProxy.to(VERTX, url.getPort());
        service = TestService.start(Map.of(
                "DEVTHREAD_SESSION_POSITION_CHECK",
                "100ms",
                "DEVTHREAD_REDIS_URL",
                "redis://127.0.0.1:" + wayToRedis.port() + url.getPath()));
        redis = RedisLink.connect(VERTX, direct);
        redis.connected().await();
    }

    @AfterAll
    static void stop() {
        redis.close().await();
        service.close();
        VERTX.close().await();
    }

    @AfterEach
    void disconnect() {
        clients.forEach(RealtimeClient::close);
    }

    @Test
    void everyonesTokenIsWatched() {
        connect(SOON);

        clients.forEach(client -> client.awaitEvent("token_expiring"));
    }

    /** Who waits for Redis is looked at, too, but can't be told yet. Where that takes too long the client comes again. */
    @Test
    void whoseTokenIsLookedAtBeforeTheWelcomeIsToldAfterIt() {
        UserId other = userIn(7);
        RealtimeClient live = connect(other, Duration.ofMinutes(10));
        live.awaitWelcome();
        UserId user = userIn(7);
        wayToRedis.hang();
        connect(user, SOON);
        live.command("system", "refresh_token", Map.of("token", token(other, SOON)));
        live.awaitEvent("token_expiring");
        wayToRedis.heal();

        Eventually.holds("it is told", () -> {
            if (clients.getLast().isClosed()) {
                connect(user, SOON);
            }
            return clients.getLast().frames().stream()
                    .anyMatch(frame -> frame.path("event").asText().equals("token_expiring"));
        });
    }

    /** The ends of the logs are as they were, so nothing but the thorough checks brings it back. */
    @Test
    void whatIsLostOfTheDirectoryAndTheSessionsIsToldAgain() {
        connect(Duration.ofMinutes(10));
        List<String> keys = Stream.concat(
                        users.stream().map(UpkeepIT::directory),
                        IntStream.range(0, users.size()).mapToObj(this::session))
                .toList();
        assertThat(keys).allMatch(UpkeepIT::exists);

        keys.forEach(key -> redis(Command.DEL, key));

        keys.forEach(key -> Eventually.holds(key + " is there again", () -> exists(key)));
    }

    /**
     * While the way to Redis hangs, a glance at one part of the users is under way; it will find that their logs have
     * gone on, and their connections that have just closed say goodbye right behind it. What follows the glance was put
     * together before.
     */
    @RepeatedTest(2)
    void whoLeavesDuringAPositionCheckIsNotEnteredAgain() {
        connect(Duration.ofMinutes(10));

        wayToRedis.hang();
        users.forEach(user -> redis.send(Request.cmd(Command.HINCRBY)
                        .arg("{b" + Logs.bucket(user) + "}head:" + user)
                        .arg("seq")
                        .arg(5))
                .await());
        disconnect();
        Eventually.holds("they have gone", () -> service.metric("devthread_connections") == 0);
        wayToRedis.heal();

        awaitThoroughCheck();
        assertThat(users.stream().map(UpkeepIT::directory)).noneMatch(UpkeepIT::exists);
    }

    /** One part comes after the other, so those that were under way are over then. */
    private static void awaitThoroughCheck() {
        UserId user = userIn(0);
        String token = token(user, Duration.ofMinutes(10));
        Eventually.passes(() -> {
            try (RealtimeClient client = RealtimeClient.open(service.address().ws(), token)) {
                client.awaitWelcome();
                redis(Command.DEL, directory(user));
                Eventually.holds("it is told again", () -> exists(directory(user)));
            }
            return user;
        });
    }

    private RealtimeClient connect(UserId user, Duration tokenLife) {
        RealtimeClient client = RealtimeClient.open(service.address().ws(), token(user, tokenLife));
        clients.add(client);
        return client;
    }

    private static String token(UserId user, Duration life) {
        return service.token(user, Instant.now().plus(life));
    }

    private void connect(Duration tokenLife) {
        users.forEach(user -> connect(user, tokenLife));
        clients.forEach(RealtimeClient::awaitWelcome);
    }

    private static String directory(UserId user) {
        return "{b" + Logs.bucket(user) + "}nodes:" + user;
    }

    private String session(int number) {
        UserId user = users.get(number);
        String session = clients.get(number).awaitWelcome().path("session").asText();
        return "{b" + Logs.bucket(user) + "}session:" + user + ":" + session;
    }

    private static boolean exists(String key) {
        return redis(Command.EXISTS, key).toInteger() == 1;
    }

    private static Response redis(Command command, String key) {
        return redis.send(Request.cmd(command).arg(key)).await();
    }

    private static UserId userIn(int part) {
        return Stream.generate(() -> new UserId(Ids.next()))
                .filter(user -> Connections.part(user) == part)
                .findFirst()
                .orElseThrow();
    }
}
