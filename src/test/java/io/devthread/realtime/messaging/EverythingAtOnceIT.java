package io.devthread.realtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.messaging.MessagingApi.Delete;
import io.devthread.realtime.messaging.MessagingApi.Edit;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.Send;
import io.devthread.realtime.messaging.Stage.Process;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.MessageId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.PostgresText;
import io.devthread.realtime.testkit.RedisText;
import io.devthread.realtime.testkit.Retry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two people on several devices each write, edit, delete, read and receive at once, over two processes that deliver into
 * real logs. Whatever happened between: what every device is told last is what is true.
 */
class EverythingAtOnceIT {
    private static final int STEPS = 60;
    private static final int DEVICES = 3;
    private static final String CANARY = "canary-";

    private final Set<String> written = ConcurrentHashMap.newKeySet();
    private final List<Message> sent = new CopyOnWriteArrayList<>();
    private Stage stage;
    private List<Process> processes;
    private List<UserId> people;
    private ConversationId talk;

    @BeforeEach
    void start() {
        stage = new Stage();
        processes = List.of(stage.deliveringProcess(), stage.deliveringProcess());
        people = List.of(stage.user("alice"), stage.user("bob"));
        talk = stage.process.open(people.get(0), people.get(1));
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void countsAreExactAndNothingThatWasTakenBackIsLeft(long seed) throws Exception {
        List<Callable<Void>> devices = new ArrayList<>();
        for (UserId user : people) {
            for (int device = 0; device < DEVICES; device++) {
                Random random = new Random(31 * seed + devices.size());
                devices.add(() -> live(user, random));
            }
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> device : threads.invokeAll(devices)) {
                device.get();
            }
        }
        Eventually.holds("everything is logged", () -> count("outbox") == 0 && count("log_redactions") == 0);

        for (UserId user : people) {
            assertThat(unread(user)).as("counter").isEqualTo(unreadMessages(user));
            assertThat(lastTold(user)).as("last event").hasValue(unread(user));
            // A process answers before it says what it delivers, and the other one may have filled the hole meanwhile.
            Eventually.passes(() -> assertThat(places(user))
                    .isEqualTo(LongStream.rangeClosed(1, places(user).size())
                            .boxed()
                            .toList()));
        }
        takenBack().forEach(text -> {
            assertThat(PostgresText.containing(stage.config, text)).as(text).isEmpty();
            assertThat(RedisText.containing(stage.process.redis(), text))
                    .as(text)
                    .isEmpty();
        });
    }

    private Void live(UserId user, Random random) {
        for (int step = 0; step < STEPS; step++) {
            Process process = processes.get(random.nextInt(processes.size()));
            switch (random.nextInt(5)) {
                case 0, 1 -> send(process, Stage.send(user, talk, text()));
                case 2 -> own(user, random).ifPresent(message -> edit(process, message));
                case 3 -> own(user, random).ifPresent(message -> delete(process, message));
                default -> receive(process, user, random);
            }
        }
        return null;
    }

    /** One of the newest, so that devices meet at it; deleted by another one meanwhile, perhaps. */
    private Optional<Message> own(UserId user, Random random) {
        List<Message> own =
                sent.stream().filter(message -> message.senderId().equals(user)).toList();
        return own.isEmpty()
                ? Optional.empty()
                : Optional.of(own.get(own.size() - 1 - random.nextInt(Math.min(8, own.size()))));
    }

    private void send(Process process, Send send) {
        sent.add(Retry.whileUnavailable(() -> process.sent(send)));
    }

    private void edit(Process process, Message message) {
        process.bus()
                .call(MessagingApi.EDIT, new Edit(message.senderId(), message.id(), text()))
                .otherwiseEmpty()
                .await();
    }

    private void delete(Process process, Message message) {
        Retry.whileUnavailable(() -> process.call(MessagingApi.DELETE, new Delete(message.senderId(), message.id())));
    }

    private void receive(Process process, UserId user, Random random) {
        Retry.whileUnavailable(() -> process.acknowledge(user, process.head(user)));
        List<MessageId> newest = sent.reversed().stream()
                .limit(1 + random.nextInt(10))
                .map(Message::id)
                .toList();
        if (!newest.isEmpty()) {
            Retry.whileUnavailable(() -> process.read(user, newest));
        }
    }

    private String text() {
        String text = CANARY + UUID.randomUUID();
        written.add(text);
        return text;
    }

    /** All that was ever written and is not what a message says now. */
    private Set<String> takenBack() {
        Set<String> gone = new HashSet<>(written);
        stage.process
                .postgres()
                .query("SELECT content FROM messages WHERE deleted_at IS NULL")
                .forEach(row -> gone.remove(row.getString(0)));
        assertThat(gone).isNotEmpty();
        return gone;
    }

    private long count(String table) {
        return number("SELECT count(*) FROM " + table);
    }

    private long unread(UserId user) {
        return number(
                "SELECT CASE user_a WHEN $1 THEN unread_a ELSE unread_b END FROM conversations WHERE id = $2",
                user.value(),
                talk.value());
    }

    private long unreadMessages(UserId user) {
        return number(
                "SELECT count(*) FROM messages WHERE sender_id <> $1 AND read_at IS NULL AND deleted_at IS NULL",
                user.value());
    }

    private long number(String sql, Object... values) {
        return stage.process.postgres().query(sql, values).iterator().next().getLong(0);
    }

    /** The unread count in the newest event of the user's log that has one. */
    private OptionalLong lastTold(UserId user) {
        return RedisText.log(stage.process.redis(), user).reversed().stream()
                .map(body -> Json.read("{" + body, JsonNode.class).path("data"))
                .map(data -> data.has("unread_count")
                        ? data.path("unread_count")
                        : data.path("conversation_unread").path(talk.toString()))
                .filter(JsonNode::isNumber)
                .mapToLong(JsonNode::asLong)
                .findFirst();
    }

    /** Of all events that both processes have told the user. */
    private List<Long> places(UserId user) {
        return processes.stream()
                .flatMap(process -> process.delivered().stream())
                .filter(event -> event.user().equals(user))
                .map(event -> event.order().orElseThrow().seq())
                .sorted()
                .toList();
    }
}
