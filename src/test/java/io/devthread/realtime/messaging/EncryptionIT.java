package io.devthread.realtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.delivery.Deliveries;
import io.devthread.realtime.delivery.DeliveryConfig;
import io.devthread.realtime.delivery.DeliveryVerticle;
import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.delivery.Redactions;
import io.devthread.realtime.delivery.StoredBodies;
import io.devthread.realtime.messaging.MessagingApi.Edit;
import io.devthread.realtime.messaging.MessagingApi.History;
import io.devthread.realtime.messaging.MessagingApi.ListConversations;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.Send;
import io.devthread.realtime.messaging.Stage.Process;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.ContentCipher;
import io.devthread.realtime.platform.ContentKeys;
import io.devthread.realtime.platform.Keyset;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.PostgresText;
import io.devthread.realtime.testkit.RedisText;
import io.devthread.realtime.testkit.TestStores;
import io.devthread.realtime.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is stored of messages under encryption at rest, through its life. */
class EncryptionIT {
    private static final String CANARY = "canary-of-encryption";

    @TempDir
    private Path folder;

    private Path keyset;
    private Stage stage;
    private UserId alice;
    private UserId bob;
    private ConversationId talk;

    @BeforeEach
    void start() throws Exception {
        keyset = folder.resolve("keyset.json");
        Keyset.make().write(keyset);
        stage = new Stage();
        alice = stage.user("alice");
        bob = stage.user("bob");
        talk = stage.process.open(alice, bob);
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void noTableHoldsWhatWasSentOrEditedAndEveryAnswerDoes() {
        Process process = process(ContentCipher.load(keyset, true));
        Send send = Stage.send(alice, talk, CANARY + " sent");
        Message sent = process.sent(send);
        Message edited = process.call(MessagingApi.EDIT, new Edit(alice, sent.id(), CANARY + " edited"));

        assertThat(PostgresText.containing(stage.config, CANARY)).isEmpty();
        assertThat(count("outbox")).as("the outbox was looked through").isPositive();
        assertThat(count("log_redactions")).as("the redactions, too").isPositive();
        assertThat(history(process)).containsExactly(edited);
        assertThat(process.send(send).message()).contains(edited);
        assertThat(process.call(MessagingApi.CONVERSATIONS, new ListConversations(bob, 1, Optional.empty()))
                        .items()
                        .getFirst()
                        .lastMessage())
                .contains(edited);
    }

    @Test
    void theSweepDeliversWhatIsEncryptedInTheOutbox() {
        ContentCipher cipher = ContentCipher.load(keyset, true);
        process(cipher).sent(Stage.send(alice, talk, CANARY));
        RedisLink redis = RedisLink.connect(stage.process.vertx(), TestStores.redis());
        redis.connected().await();
        sweeping(redis, ContentCipher.off());
        assertThat(count("outbox")).isEqualTo(2);
        sweeping(redis, cipher);

        Eventually.holds("the outbox is empty", () -> count("outbox") == 0);
        assertThat(RedisText.log(redis, bob)).singleElement().asString().contains(CANARY);
        redis.close();
    }

    @Test
    void encryptionMayBeSwitchedOnAndOffAndKeysRotated() throws Exception {
        Process plain = process(ContentCipher.off());
        Message first = plain.sent(Stage.send(alice, talk, "in plain text"));
        Message second = process(ContentCipher.load(keyset, true)).sent(Stage.send(alice, talk, "encrypted"));
        Keyset.read(keyset).withAnotherKey().withNewestAsPrimary().write(keyset);
        Message third = process(ContentCipher.load(keyset, true)).sent(Stage.send(alice, talk, "by another key"));
        Process reading = process(ContentCipher.load(keyset, false));
        Message fourth = reading.sent(Stage.send(alice, talk, "in plain text again"));

        assertThat(history(reading)).containsExactly(fourth, third, second, first);
        assertThat(PostgresText.containing(stage.config, "in plain text again")).contains("messages");
    }

    @Test
    void aCiphertextMovedToAnotherMessageIsNotShownAndThePageIs() {
        Process process = process(ContentCipher.load(keyset, true));
        Message first = process.sent(Stage.send(alice, talk, "I owe you 5"));
        Message second = process.sent(Stage.send(alice, talk, "I owe you 5000"));
        stage.process
                .postgres()
                .query(
                        "UPDATE messages SET content_cipher = (SELECT content_cipher FROM messages WHERE id = $2) WHERE id = $1",
                        first.id().value(),
                        second.id().value());

        assertThat(history(process)).extracting(Message::content).containsExactly("I owe you 5000", "");
    }

    @Test
    void theKeysThatWereUsedAreAskedForAtTheNextStart() throws Exception {
        ContentCipher first = ContentCipher.load(keyset, true);
        assertThat(ContentKeys.missing(stage.config, ContentCipher.off())).isEmpty();
        assertThat(ContentKeys.missing(stage.config, first)).isEmpty();

        assertThat(ContentKeys.missing(stage.config, ContentCipher.off()))
                .containsExactly(Integer.toUnsignedString(first.primaryKey().orElseThrow()));
        assertThat(ContentKeys.missing(stage.config, ContentCipher.load(keyset, false)))
                .isEmpty();
        Keyset.make().write(keyset);
        assertThat(ContentKeys.missing(stage.config, ContentCipher.load(keyset, true)))
                .hasSize(1);
    }

    private Process process(ContentCipher cipher) {
        return stage.anotherProcess(Silence.DELIVERY, cipher, Clock.systemUTC());
    }

    private void sweeping(RedisLink redis, ContentCipher cipher) {
        Process process = stage.process;
        Bus bus = process.bus();
        DeliveryConfig config = DeliveryConfig.defaults();
        Deliveries deliveries =
                new Deliveries(redis, process.postgres(), bus, config, new StoredBodies(cipher), Tracing.off());
        process.vertx()
                .deployVerticle(
                        new DeliveryVerticle(redis, process.postgres(), deliveries, new SimpleMeterRegistry(), config),
                        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await();
    }

    private List<Message> history(Process process) {
        return process.call(
                        MessagingApi.HISTORY,
                        new History(bob, talk, Optional.empty(), Optional.empty(), 100, Optional.empty()))
                .items();
    }

    private long count(String table) {
        return stage.process
                .postgres()
                .query("SELECT count(*) FROM " + table)
                .iterator()
                .next()
                .getLong(0);
    }

    /** Of a process that dies after each COMMIT. */
    private enum Silence implements MessageDelivery {
        DELIVERY;

        @Override
        public void deliver(List<DurableEvent> events) {}

        @Override
        public Future<Void> redact(List<Redactions.Pending> changes) {
            return Future.succeededFuture();
        }
    }
}
