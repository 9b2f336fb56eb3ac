package io.devthread.realtime.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.delivery.Deliveries;
import io.devthread.realtime.delivery.DeliveryConfig;
import io.devthread.realtime.delivery.Logs;
import io.devthread.realtime.delivery.NodeLease;
import io.devthread.realtime.delivery.Registered;
import io.devthread.realtime.delivery.Registration;
import io.devthread.realtime.delivery.Watched;
import io.devthread.realtime.delivery.Watched.LiveSession;
import io.devthread.realtime.gateway.Connections;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.testkit.Connected;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.TestStores;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a node where nobody is connected any more. */
class DeparturesIT {
    private static final DeliveryConfig CONFIG = DeliveryConfig.defaults();

    private final Vertx vertx = Vertx.vertx();
    private final UserId user = new UserId(Ids.next());
    private RedisLink redis;
    private Postgres postgres;
    private Logs logs;
    private Departures departures;

    @BeforeEach
    void start() {
        redis = RedisLink.connect(vertx, TestStores.redis());
        redis.connected().await();
        postgres = Postgres.connect(vertx, TestStores.postgres());
        NodeLease lease =
                NodeLease.take(vertx, redis, NodeId.next(), CONFIG, () -> {}).await();
        logs = new Logs(
                redis,
                lease,
                CONFIG,
                new Deliveries(redis, postgres, Bus.on(vertx, Connected.PATIENCE), CONFIG).proofs());
        departures = new Departures(logs, new Connections<>(), polls -> false);
    }

    @AfterEach
    void stop() {
        redis.close().await();
        postgres.close().await();
        vertx.close().await();
    }

    /** It looks at who is there before it asks: who leaves in between is entered by it, and would count for an hour. */
    @Test
    void whomAPositionCheckEntersAgainAfterTheEndIsTakenOutOnceMore() {
        Watched believed = enter();
        departures.left(user, connection(believed), session(believed));
        Eventually.holds("it has left", () -> !isInDirectory());
        logs.check(List.of(believed)).await();
        assertThat(isInDirectory()).isTrue();

        departures.leftMeanwhile(List.of(believed));

        Eventually.holds("it has left again", () -> !isInDirectory());
    }

    private Watched enter() {
        Registration registration =
                new Registration(user, Ids.next().toString(), 1, SessionIds.next(), Optional.empty(), Optional.empty());
        Registered.Accepted accepted =
                (Registered.Accepted) logs.register(registration).await();
        return new Watched(
                user, accepted.head(), 1, List.of(new LiveSession(accepted.session(), registration.connection())));
    }

    private static String connection(Watched watched) {
        return watched.sessions().getFirst().connection();
    }

    private static String session(Watched watched) {
        return watched.sessions().getFirst().session();
    }

    private boolean isInDirectory() {
        return redis.send(Request.cmd(Command.EXISTS).arg("{b" + Logs.bucket(user) + "}nodes:" + user))
                        .await()
                        .toInteger()
                == 1;
    }
}
