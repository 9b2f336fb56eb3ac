package io.devthread.realtime.notification;

import static io.devthread.realtime.notification.Stage.liked;
import static io.devthread.realtime.notification.Stage.person;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.delivery.Deliveries;
import io.devthread.realtime.delivery.DeliveryConfig;
import io.devthread.realtime.delivery.DeliveryVerticle;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.TestStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process that dies between COMMIT and delivery, played by one that tells delivery nothing. */
class CrashAfterCommitIT {
    private Stage stage;
    private RedisLink redis;
    private UserId alice;

    @BeforeEach
    void start() {
        stage = new Stage();
        redis = RedisLink.connect(stage.process.vertx(), TestStores.redis());
        redis.connected().await();
        alice = person("alice").id();
    }

    @AfterEach
    void stop() {
        redis.close();
        stage.close();
    }

    @Test
    void whatWasAcceptedReachesTheLogOnceThoughTheProducerRepeats() {
        DomainEvent like = liked(person("bob"), alice, Ids.next());
        stage.process.accept(like);
        assertThat(log()).isEmpty();
        survivor();
        stage.anotherProcess().accept(like);
        awaitEmptyOutbox();
        assertThat(log()).singleElement().satisfies(frame -> {
            assertThat(frame.path("event").asText()).isEqualTo("new_notification");
            assertThat(frame.at("/data/unread_count").asLong()).isEqualTo(1);
        });
    }

    @Test
    void theUnreadCountsComeInTheirOrderWhicheverProcessDelivers() {
        Stage.Process delivering = stage.anotherProcess(survivor()::deliver);
        UUID post = Ids.next();
        for (int i = 0; i < 20; i++) {
            // Every second event is committed by a process that does not deliver: a later one finds the hole.
            Stage.Process process = i % 2 == 0 ? stage.process : delivering;
            process.accept(liked(person("p" + i), alice, i % 3 == 0 ? post : Ids.next()));
        }
        delivering.readAll(alice);
        awaitEmptyOutbox();
        List<Long> unread = log().stream()
                .map(frame -> frame.at("/data/unread_count").asLong())
                .toList();
        assertThat(unread).hasSize(21);
        assertThat(unread.subList(0, 20)).isSorted();
        assertThat(unread.getLast()).isZero();
    }

    /** Delivery with its sweep, in a process that lives. */
    private Deliveries survivor() {
        DeliveryConfig config = DeliveryConfig.defaults();
        Stage.Process process = stage.process;
        Deliveries deliveries = new Deliveries(redis, process.postgres(), process.bus(), config);
        process.vertx()
                .deployVerticle(
                        new DeliveryVerticle(redis, process.postgres(), deliveries, new SimpleMeterRegistry(), config),
                        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await();
        return deliveries;
    }

    private void awaitEmptyOutbox() {
        Eventually.holds(
                "the outbox is swept",
                () -> stage.process
                                .postgres()
                                .query("SELECT 1 FROM outbox LIMIT 1")
                                .size()
                        == 0);
    }

    /** The frames in the user's log, in its order. */
    private List<JsonNode> log() {
        Response keys =
                redis.send(Request.cmd(Command.KEYS).arg("*log:" + alice)).await();
        List<JsonNode> frames = new ArrayList<>();
        for (Response key : keys) {
            Response entries = redis.send(Request.cmd(Command.XRANGE)
                            .arg(key.toString())
                            .arg("-")
                            .arg("+"))
                    .await();
            entries.forEach(
                    entry -> frames.add(Json.read("{" + entry.get(1).get(1).toString(), JsonNode.class)));
        }
        return frames;
    }
}
