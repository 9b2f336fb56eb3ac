package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.DomainEventJson;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.PollingClient;
import io.devthread.realtime.testkit.RawWebSocket;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import io.devthread.realtime.testkit.TestUser.Answer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contract section 6: why did, or didn't, an event arrive, told from outside, each verdict once. */
class TraceIT {
    private static final String ADMIN = "/api/v1/admin/";

    private static final Map<String, String> SETTINGS = Map.of(
            "DEVTHREAD_SESSION_RATES_MESSAGES_BURST", "10000",
            "DEVTHREAD_SESSION_RATES_COMMANDS_PER_SECOND", "10000",
            "DEVTHREAD_SESSION_RATES_COMMANDS_BURST", "10000",
            "DEVTHREAD_SESSION_SLOW_CONSUMER_TIMEOUT", "1s",
            "DEVTHREAD_SOCKET_OUTBOUND_BYTES", "16384",
            "DEVTHREAD_SOCKET_LINGER", "60s");

    private static TestService service;
    private static Optional<String> publisher;
    private static Optional<String> operator;

    private final UUID post = Ids.next();
    private TestUser alice;
    private TestUser bob;

    @BeforeAll
    static void startService() {
        service = TestService.start(SETTINGS);
        publisher = token("events:publish");
        operator = token("admin");
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @BeforeEach
    void people() {
        alice = service.register("alice_" + Ids.next().toString().substring(24));
        bob = service.register("bob_" + Ids.next().toString().substring(24));
    }

    @Test
    void aMessageIsFollowedFromItsRowToTheReader() {
        String conversation = alice.conversationWith(bob);
        try (RealtimeClient sender = alice.connect();
                RealtimeClient reader = bob.connect()) {
            sender.awaitWelcome();
            String connection = reader.awaitWelcome().path("connection_id").asText();
            String id = send(sender, conversation, "secret words");
            JsonNode event = reader.awaitEvent("new_message");
            JsonNode written = Eventually.passes(() -> verdict(id, bob, "written"));
            assertThat(steps(written, bob)).containsSubsequence("logged", "woken", "written");
            assertThat(step(written, bob, "written").path("connection_id").asText())
                    .isEqualTo(connection);
            assertThat(step(written, bob, "written").path("seq").asLong())
                    .isEqualTo(event.path("seq").asLong());
            reader.sendText("{\"v\":1,\"type\":\"ack\",\"seq\":" + event.path("seq") + "}");
            Eventually.passes(() -> verdict(id, bob, "acknowledged"));
            reader.call("message", "message_read", Map.of("message_ids", List.of(id)));
            JsonNode read = Eventually.passes(() -> verdict(id, bob, "read"));
            assertThat(read.path("kind").asText()).isEqualTo("message");
            assertThat(steps(read, bob)).containsSubsequence("logged", "written", "acknowledged", "read");
            assertThat(read.toString()).doesNotContain("secret words");
            JsonNode byFrame = trace(event.path("id").asText());
            assertThat(byFrame.path("message_id").asText()).isEqualTo(id);
        }
    }

    @Test
    void whoWasAwayIsSaidToBeOfflineAndThenToHaveResumed() {
        String conversation = alice.conversationWith(bob);
        JsonNode welcome;
        try (RealtimeClient phone = bob.connect()) {
            welcome = phone.awaitWelcome();
        }
        Eventually.holds(
                "bob is gone",
                () -> connections("?user_id=" + bob.id()).path("items").isEmpty());
        String id;
        try (RealtimeClient sender = alice.connect()) {
            sender.awaitWelcome();
            id = send(sender, conversation, "are you there");
        }
        Eventually.passes(() -> verdict(id, bob, "offline"));
        try (RealtimeClient back = bob.resume(welcome, welcome.path("seq").asLong())) {
            back.awaitEvent("new_message");
            JsonNode written = Eventually.passes(() -> verdict(id, bob, "written"));
            assertThat(steps(written, bob)).containsSubsequence("logged", "resumed", "written");
        }
    }

    @Test
    void whoPollsIsSaidToHaveGotItInAnAnswer() {
        String conversation = alice.conversationWith(bob);
        PollingClient polls = PollingClient.start(bob, "");
        String id;
        try (RealtimeClient sender = alice.connect()) {
            sender.awaitWelcome();
            id = send(sender, conversation, "by poll");
        }
        polls.awaitDurable(1);
        Eventually.passes(() -> verdict(id, bob, "written"));
        polls.poll(0);
        Eventually.passes(() -> verdict(id, bob, "acknowledged"));
    }

    @Test
    void whoPollsFromAPositionThatIsNoneIsSaidToHaveBeenToldToReload() {
        String conversation = alice.conversationWith(bob);
        String id;
        try (RealtimeClient sender = alice.connect()) {
            sender.awaitWelcome();
            id = send(sender, conversation, "while you were away");
        }
        JsonNode answer = PollingClient.from(bob, "another", 3).poll(0);
        assertThat(answer.path("reset").asBoolean()).isTrue();
        Eventually.passes(() -> verdict(id, bob, "reset"));
    }

    @Test
    void aSlowConsumerAndAResetAreNamed() {
        String conversation = alice.conversationWith(bob);
        try (RealtimeClient sender = alice.connect();
                RawWebSocket stuck = RawWebSocket.withReceiveBuffer(
                                service.address().port(), 4_096)
                        .upgrade("/ws", "Authorization: Bearer " + bob.token())) {
            JsonNode welcome = Json.read(stuck.readText(), JsonNode.class).path("data");
            List<String> sent = IntStream.range(0, 111)
                    .mapToObj(i -> send(sender, conversation, "x".repeat(4_000)))
                    .toList();
            JsonNode history = Eventually.passes(() -> {
                JsonNode told = connections("?user_id=" + bob.id()).path("history");
                assertThat(told.toString()).contains("4008");
                return told;
            });
            // The one behind what was written to it at last.
            String next = sent.get((int) lastHeld(history));
            JsonNode slow = verdict(next, bob, "slow_consumer");
            assertThat(recipient(slow, bob).path("verdict").asText()).contains("4008");
            try (RealtimeClient back = bob.resume(welcome, 0)) {
                assertThat(back.awaitWelcome().at("/resume/result").asText()).isEqualTo("reset");
                JsonNode reset = Eventually.passes(() -> verdict(next, bob, "reset"));
                assertThat(step(reset, bob, "reset").path("detail").asText()).contains("not so far back");
            }
        }
    }

    private static long lastHeld(JsonNode history) {
        return StreamSupport.stream(history.spliterator(), false)
                .filter(step -> step.path("step").asText().equals("held"))
                .mapToLong(step -> step.path("seq").asLong())
                .max()
                .orElseThrow();
    }

    @Test
    void whatBecameOfAMessageLaterStandsInItsStory() {
        String conversation = alice.conversationWith(bob);
        try (RealtimeClient sender = alice.connect();
                RealtimeClient reader = bob.connect()) {
            sender.awaitWelcome();
            reader.awaitWelcome();
            String id = send(sender, conversation, "first words");
            reader.call("message", "message_read", Map.of("message_ids", List.of(id)));
            sender.awaitEvent("read_receipt");
            sender.call("message", "edit_message", Map.of("message_id", id, "content", "second words"));
            JsonNode edited = reader.awaitEvent("message_edited");
            sender.call("message", "delete_message", Map.of("message_id", id));
            reader.awaitEvent("message_deleted");
            sender.awaitEvent("message_deleted");
            JsonNode trace = trace(id);
            assertThat(all(trace)).contains("edited", "deleted");
            assertThat(told(trace, alice)).contains("new_message", "read_receipt", "message_edited", "message_deleted");
            assertThat(told(trace, bob)).contains("new_message", "messages_read", "message_edited", "message_deleted");
            JsonNode ofEdit = verdict(edited.path("id").asText(), bob, "written");
            assertThat(ofEdit.path("kind").asText()).isEqualTo("event");
            assertThat(ofEdit.path("message_id").asText()).isEqualTo(id);
            assertThat(trace.toString() + ofEdit).doesNotContain("words");
        }
    }

    @Test
    void whoSentAMessageAndIsNotShownThatItWasReadIsSaidNotToBe() {
        String conversation = alice.conversationWith(bob);
        put("/api/v1/settings", Map.of("read_receipts", false));
        try (RealtimeClient sender = alice.connect();
                RealtimeClient reader = bob.connect()) {
            sender.awaitWelcome();
            reader.awaitWelcome();
            String id = send(sender, conversation, "did you see this");
            reader.call("message", "message_read", Map.of("message_ids", List.of(id)));
            JsonNode read = Eventually.passes(() -> verdict(id, bob, "read"));
            assertThat(step(read, bob, "read").path("detail").asText()).contains("not shown");
            assertThat(told(read, alice)).doesNotContain("read_receipt");
        }
    }

    @Test
    void anEndThatTheSocketItselfMadeIsNamed() {
        String conversation = alice.conversationWith(bob);
        try (RealtimeClient sender = alice.connect();
                RealtimeClient loud = bob.connect()) {
            sender.awaitWelcome();
            loud.awaitWelcome();
            String id = send(sender, conversation, "hush");
            loud.awaitEvent("new_message");
            loud.sendText("x".repeat(300_000));
            Eventually.holds(
                    "the reader is sent away", () -> steps(trace(id), bob).contains("closed"));
            assertThat(step(trace(id), bob, "closed").toString()).contains("1009");
        }
    }

    @Test
    void aLikeIsFollowedFromItsProducerToTheReader() {
        try (RealtimeClient phone = alice.connect()) {
            phone.awaitWelcome();
            String event = publish(DomainEventJson.liked(bob.id(), bob.username(), alice.id(), post));
            JsonNode frame = phone.awaitEvent("new_notification");
            JsonNode trace = Eventually.passes(() -> verdict(event, alice, "written"));
            assertThat(trace.path("kind").asText()).isEqualTo("domain_event");
            assertThat(all(trace)).containsSubsequence("published", "stored", "decided", "logged", "written");
            String notification = frame.at("/data/notification/id").asText();
            assertThat(trace.path("notification_id").asText()).isEqualTo(notification);
            phone.call("notification", "mark_read", Map.of("all", true));
            Eventually.passes(() -> verdict(event, alice, "read"));
            assertThat(verdict(notification, alice, "read").path("kind").asText())
                    .isEqualTo("notification");
            assertThat(trace(frame.path("id").asText()).path("notification_id").asText())
                    .isEqualTo(notification);
        }
    }

    @Test
    void whatMustNotBeToldIsToldToTheOperatorWithItsReason() {
        assertVerdict("own_action", DomainEventJson.liked(alice.id(), alice.username(), alice.id(), post), alice);

        Map<String, Object> newer = DomainEventJson.liked(bob.id(), bob.username(), alice.id(), post);
        publish(newer);
        Map<String, Object> older = new HashMap<>(newer);
        older.put("id", Ids.next());
        older.put("created_at", Instant.now().minusSeconds(60).toString());
        assertVerdict("older", older, alice);

        put("/api/v1/settings", Map.of("notification_types", Map.of("like", false)));
        assertVerdict("muted", DomainEventJson.liked(bob.id(), bob.username(), alice.id(), Ids.next()), alice);
        put("/api/v1/settings", Map.of("notification_types", Map.of("like", true)));

        put("/api/v1/blocks/" + bob.id(), Map.of());
        assertVerdict("blocked", DomainEventJson.liked(bob.id(), bob.username(), alice.id(), Ids.next()), alice);

        Map<String, Object> deleted = new HashMap<>(newer);
        deleted.put("id", Ids.next());
        deleted.put("type", "post_deleted");
        deleted.remove("recipient_id");
        publish(deleted);
        Map<String, Object> late = new HashMap<>(newer);
        late.put("id", Ids.next());
        late.put("actor", Map.of("id", Ids.next(), "username", "carol"));
        assertVerdict("gone", late, alice);
    }

    @Test
    void onlyOperatorsMayAskAndOnlyForWhatThereIs() {
        for (String path : List.of("trace/" + Ids.next(), "connections", "stats")) {
            assertThat(get(Optional.empty(), path).status()).isEqualTo(401);
            Answer refused = get(Optional.of(alice.token()), path);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body().path("code").asText()).isEqualTo("forbidden");
        }
        Answer unknown = get(operator, "trace/" + Ids.next());
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body().path("code").asText()).isEqualTo("not_found");
        assertThat(get(operator, "trace/x").status()).isEqualTo(400);
        assertThat(get(operator, "connections?cursor=x").status()).isEqualTo(400);
    }

    @Test
    void connectionsAreListedNewestFirstPageByPage() {
        try (RealtimeClient first = alice.connect();
                RealtimeClient second = alice.connect()) {
            String older = first.awaitWelcome().path("connection_id").asText();
            String newer = second.awaitWelcome().path("connection_id").asText();
            second.call("system", "subscribe", Map.of("channel", "feed"));
            String mine = "?user_id=" + alice.id();
            JsonNode page = connections(mine + "&limit=1");
            JsonNode next =
                    connections(mine + "&limit=1&cursor=" + page.path("next").asText());
            String[] ids = {older, newer};
            Arrays.sort(ids);
            assertThat(page.at("/items/0/connection_id").asText()).isEqualTo(ids[1]);
            assertThat(next.at("/items/0/connection_id").asText()).isEqualTo(ids[0]);
            assertThat(next.path("next").isNull()).isTrue();
            JsonNode subscribed = connections(mine).path("items").get(newer.equals(ids[1]) ? 0 : 1);
            assertThat(subscribed.path("transport").asText()).isEqualTo("websocket");
            assertThat(subscribed.path("user_agent").asText()).contains("Java");
            assertThat(subscribed.path("channels").toString()).contains("user:" + alice.id(), "feed");
            assertThat(subscribed.path("seq").asLong()).isZero();
            assertThat(Instant.parse(subscribed.path("connected_at").asText())).isBefore(Instant.now());
        }
    }

    @Test
    void howAPersonsConnectionsBeganAndEndedIsTold() {
        JsonNode welcome;
        try (RealtimeClient first = bob.connect()) {
            welcome = first.awaitWelcome();
        }
        try (RealtimeClient second = bob.resume(welcome, 0)) {
            second.awaitWelcome();
        }
        try (RealtimeClient third = bob.resume(welcome, 7)) {
            third.awaitWelcome();
            JsonNode page = Eventually.passes(() -> {
                JsonNode told = connections("?user_id=" + bob.id());
                assertThat(all(told, "history"))
                        .containsSubsequence("started", "resumed", "reset")
                        .contains("closed");
                return told;
            });
            assertThat(all(page, "history")).doesNotContain("acknowledged", "written");
            assertThat(page.path("history").toString()).contains("never stood there");
            assertThat(connections("?limit=1").has("history")).isFalse();
        }
    }

    @Test
    void theFiguresCountWhatHappens() {
        JsonNode before = get(operator, "stats").body();
        String conversation = alice.conversationWith(bob);
        try (RealtimeClient sender = alice.connect()) {
            sender.awaitWelcome();
            send(sender, conversation, "count me");
            sender.awaitEvent("new_message");
            Eventually.holds("all of it is counted", () -> {
                JsonNode now = get(operator, "stats").body();
                return now.at("/totals/messages").asLong()
                                > before.at("/totals/messages").asLong()
                        && now.at("/totals/events_written").asLong()
                                > before.at("/totals/events_written").asLong()
                        && now.at("/totals/resumes/none").asLong()
                                > before.at("/totals/resumes/none").asLong()
                        && now.at("/connections_by_transport/websocket").asLong() >= 1
                        && now.at("/delivery_ms/events").asLong() >= 1
                        && now.at("/queues/outbox").isNumber();
            });
        }
    }

    private void assertVerdict(String outcome, Map<String, Object> event, TestUser recipient) {
        String id = publish(event);
        JsonNode trace = verdict(id, recipient, outcome);
        assertThat(all(trace)).containsSubsequence("stored", "decided");
    }

    private static JsonNode verdict(String id, TestUser user, String outcome) {
        JsonNode trace = trace(id);
        assertThat(recipient(trace, user).path("outcome").asText())
                .as("%s", trace)
                .isEqualTo(outcome);
        return trace;
    }

    private static JsonNode recipient(JsonNode trace, TestUser user) {
        return StreamSupport.stream(trace.path("recipients").spliterator(), false)
                .filter(one -> one.path("user_id").asText().equals(user.id().toString()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + user.username() + " in " + trace));
    }

    private static JsonNode trace(String id) {
        Answer answer = get(operator, "trace/" + id);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static List<String> all(JsonNode trace) {
        return all(trace, "steps");
    }

    private static List<String> all(JsonNode answer, String steps) {
        return StreamSupport.stream(answer.path(steps).spliterator(), false)
                .map(step -> step.path("step").asText())
                .toList();
    }

    private static List<String> steps(JsonNode trace, TestUser user) {
        return StreamSupport.stream(trace.path("steps").spliterator(), false)
                .filter(step -> step.path("user_id").asText().equals(user.id().toString()))
                .map(step -> step.path("step").asText())
                .toList();
    }

    /** The names of the events in the person's log that tell of it. */
    private static List<String> told(JsonNode trace, TestUser user) {
        return StreamSupport.stream(trace.path("steps").spliterator(), false)
                .filter(step -> step.path("user_id").asText().equals(user.id().toString()))
                .filter(step -> step.path("step").asText().equals("logged"))
                .map(step -> step.path("detail").asText().split(" ")[0])
                .toList();
    }

    private static JsonNode step(JsonNode trace, TestUser user, String name) {
        return StreamSupport.stream(trace.path("steps").spliterator(), false)
                .filter(step -> step.path("user_id").asText().equals(user.id().toString()))
                .filter(step -> step.path("step").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode connections(String query) {
        Answer answer = get(operator, "connections" + query);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static Answer get(Optional<String> token, String path) {
        return TestUser.request(service.address(), token, "GET", ADMIN + path, Optional.empty());
    }

    private void put(String path, Object body) {
        Answer answer = TestUser.request(service.address(), Optional.of(alice.token()), "PUT", path, Optional.of(body));
        assertThat(answer.status()).as("%s", answer.body()).isBetween(200, 299);
    }

    private static String publish(Map<String, Object> event) {
        Answer answer =
                TestUser.request(service.address(), publisher, "POST", DomainEventJson.PATH, Optional.of(event));
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return event.get("id").toString();
    }

    private static String send(RealtimeClient sender, String conversation, String content) {
        JsonNode ack = sender.call(
                "message",
                "send_message",
                Map.of(
                        "conversation_id",
                        conversation,
                        "content",
                        content,
                        "client_message_id",
                        Ids.next().toString()));
        assertThat(ack.path("type").asText()).as("%s", ack).isEqualTo("ack");
        return ack.at("/data/message/id").asText();
    }

    private static Optional<String> token(String scope) {
        return Optional.of(service.token(new UserId(Ids.next()), Instant.now().plusSeconds(1_800), scope));
    }
}
