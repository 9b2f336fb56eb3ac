package io.devthread.realtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.delivery.Deliveries;
import io.devthread.realtime.delivery.DeliveryConfig;
import io.devthread.realtime.delivery.DeliveryVerticle;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.Send;
import io.devthread.realtime.messaging.MessagingApi.SendResult;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.testkit.TestStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process that dies between COMMIT and delivery, played by one that tells delivery nothing. */
class CrashAfterCommitIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Stage stage;
    private RedisLink redis;
    private UserId alice;
    private UserId bob;
    private ConversationId talk;

    @BeforeEach
    void start() {
        stage = new Stage();
        redis = RedisLink.connect(stage.process.vertx(), TestStores.redis());
        redis.connected().await();
        alice = stage.user("alice");
        bob = stage.user("bob");
        talk = stage.process.open(alice, bob);
    }

    @AfterEach
    void stop() {
        redis.close();
        stage.close();
    }

    @Test
    void whatWasAnsweredReachesBothLogsOnceThoughTheSenderRepeats() {
        Send send = Stage.send(alice, talk, "hello");
        Message sent = stage.process.sent(send);
        assertThat(log(bob)).isEmpty();
        survivor();
        SendResult again = stage.anotherProcess().send(send);
        assertThat(again.message()).contains(sent);
        awaitEmptyOutbox();
        assertThat(log(alice)).singleElement().asString().contains(sent.id().toString());
        assertThat(log(bob)).singleElement().asString().contains(sent.id().toString());
    }

    @Test
    void theOrderStaysWhenAnotherProcessDeliversTheNextMessageFirst() {
        List<Long> expected = new ArrayList<>();
        Deliveries deliveries = survivor();
        Stage.Process surviving = stage.anotherProcess(deliveries::deliver);
        for (int i = 0; i < 20; i++) {
            Stage.Process process = i % 2 == 0 ? stage.process : surviving;
            expected.add(process.sent(Stage.send(i % 3 == 0 ? alice : bob, talk, "text"))
                    .conversationSeq());
        }
        awaitEmptyOutbox();
        assertThat(expected)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 20).boxed().toList());
        assertThat(seqs(alice)).isEqualTo(expected);
        assertThat(seqs(bob)).isEqualTo(expected);
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
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (stage.process.postgres().query("SELECT 1 FROM outbox LIMIT 1").size() > 0) {
            assertThat(System.nanoTime())
                    .as("the outbox is swept within " + PATIENCE)
                    .isLessThan(end);
        }
    }

    private List<Long> seqs(UserId user) {
        return log(user).stream()
                .map(body -> Json.read("{" + body, JsonNode.class))
                .map(frame -> frame.at("/data/message/conversation_seq").asLong())
                .toList();
    }

    /** The frames in a user's log, in its order. */
    private List<String> log(UserId user) {
        Response keys =
                redis.send(Request.cmd(Command.KEYS).arg("*log:" + user)).await();
        List<String> bodies = new ArrayList<>();
        for (Response key : keys) {
            Response entries = redis.send(Request.cmd(Command.XRANGE)
                            .arg(key.toString())
                            .arg("-")
                            .arg("+"))
                    .await();
            entries.forEach(entry -> bodies.add(entry.get(1).get(1).toString()));
        }
        return bodies;
    }
}
