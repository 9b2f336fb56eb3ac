package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.delivery.Deliveries;
import io.devthread.realtime.delivery.DeliveryConfig;
import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.delivery.Outbox;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A thousand authenticated sockets and one event for all of them: counts, not times. */
class ManyConnectionsIT {
    private static final int USERS = 100;
    private static final int CONNECTIONS_EACH = 10;

    private static TestService service;
    private static Vertx vertx;
    private static Postgres postgres;
    private static RedisLink redis;

    @BeforeAll
    static void start() {
        service = TestService.start(Map.of("DEVTHREAD_SESSION_POSITION_CHECK", "1s"));
        vertx = Vertx.vertx();
        postgres = Postgres.connect(vertx, service.postgres());
        redis = RedisLink.connect(vertx, service.redis());
        redis.connected().await();
    }

    @AfterAll
    static void stop() {
        vertx.close().await();
        service.close();
    }

    /** The bus of this test reaches nobody, so what arrives was found by the position check. */
    @Test
    void everyConnectionGetsTheEventOnceAlthoughEveryWakeUpIsLost() {
        List<UserId> users =
                IntStream.range(0, USERS).mapToObj(i -> new UserId(Ids.next())).toList();
        List<RealtimeClient> clients = new ArrayList<>();
        users.forEach(user -> IntStream.range(0, CONNECTIONS_EACH).forEach(i -> clients.add(connect(user))));
        clients.forEach(RealtimeClient::awaitWelcome);

        deliver(users.stream().map(user -> event(user, "to all")).toList());

        clients.forEach(client -> assertThat(client.awaitDurable(1)).hasSize(1));
        clients.forEach(client -> client.command("system", "ping", Map.of()));
        clients.forEach(client -> client.awaitEvent("pong"));
        assertThat(clients).allSatisfy(client -> {
            assertThat(client.durable()).hasSize(1);
            assertThat(client.durable().getFirst().path("seq").asLong()).isEqualTo(1);
        });
        assertThat(service.metric("devthread_position_behind_total")).isGreaterThanOrEqualTo(USERS);
        assertThat(service.metric("devthread_feed_gaps_total")).isGreaterThanOrEqualTo(clients.size());
        clients.forEach(RealtimeClient::close);
    }

    @Test
    void losingTheLogOfALiveConnectionIsAnnouncedWithTheNewPosition() {
        UserId user = new UserId(Ids.next());
        try (RealtimeClient client = connect(user)) {
            JsonNode welcome = client.awaitWelcome();
            deliver(List.of(event(user, "before")));
            client.awaitDurable(1);
            redis.send(io.vertx.redis.client.Request.cmd(io.vertx.redis.client.Command.FLUSHDB))
                    .await();
            JsonNode resync = client.awaitEvent("resync").path("data");
            assertThat(resync.path("reason").asText()).isEqualTo("epoch_changed");
            assertThat(service.metric("devthread_feed_resyncs_total{reason=\"epoch_changed\"}"))
                    .isEqualTo(1);
            assertThat(resync.path("epoch")).isNotEqualTo(welcome.path("epoch"));
            deliver(List.of(event(user, "after")));
            List<JsonNode> durable = client.awaitDurable(2);
            assertThat(durable.getLast().path("seq").asLong())
                    .isEqualTo(resync.path("seq").asLong() + 1);
        }
    }

    private static RealtimeClient connect(UserId user) {
        return RealtimeClient.open(service.address().ws(), service.token(user));
    }

    private static DurableEvent event(UserId user, String text) {
        UUID id = Ids.next();
        String body = FrameBody.durable("message", "test", id, user, Map.of("text", text), Instant.now());
        return new DurableEvent(id, user, body, Optional.empty());
    }

    private static void deliver(List<DurableEvent> events) {
        postgres.inTransaction(connection -> Postgres.await(Outbox.insert(connection, events)));
        Deliveries deliveries = new Deliveries(redis, postgres, bus(), DeliveryConfig.defaults());
        deliveries.deliver(events).await();
    }

    private static Bus bus() {
        return Lonely.BUS;
    }

    private static final class Lonely {
        static final Bus BUS = Bus.on(vertx);
    }
}
