package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A message from one socket to another, and what resume gives after a cut: contract sections 2.1, 2.3, 2.4 and 3. */
class MainPathIT {
    /** Wide limits: these tests send in bursts; what the limits do is in RateLimitIT. */
    private static final Map<String, String> FAST = Map.of(
            "DEVTHREAD_SESSION_RATES_MESSAGES_PER_SECOND", "10000",
            "DEVTHREAD_SESSION_RATES_MESSAGES_BURST", "10000");

    private static TestService service;

    @BeforeAll
    static void startService() {
        service = TestService.start(FAST);
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @Test
    void aMessageIsAcknowledgedAndReachesEveryDeviceOfBoth() {
        Pair pair = Pair.of(service);
        try (RealtimeClient sender = pair.alice().connect();
                RealtimeClient otherDevice = pair.alice().connect();
                RealtimeClient partner = pair.bob().connect()) {
            List.of(sender, otherDevice, partner).forEach(RealtimeClient::awaitWelcome);
            JsonNode ack = send(sender, pair.conversation(), "hello", "m-1");
            JsonNode message = ack.path("data").path("message");
            assertThat(message.path("conversation_seq").asLong()).isEqualTo(1);
            assertThat(message.path("status").asText()).isEqualTo("sent");
            for (RealtimeClient device : List.of(sender, otherDevice, partner)) {
                JsonNode event = device.awaitEvent("new_message");
                assertThat(event.path("type").asText()).isEqualTo("message");
                assertThat(event.path("seq").asLong()).isEqualTo(1);
                assertThat(event.path("data").path("message").path("id").asText())
                        .isEqualTo(message.path("id").asText());
            }
            assertThat(unread(partner)).isEqualTo(1);
            assertThat(unread(sender)).isZero();
            assertThat(partner.awaitEvent("new_message").path("channel").asText())
                    .isEqualTo("user:" + pair.bob().id());
        }
    }

    @Test
    void aMessageToAPersonOpensTheConversation() {
        TestUser alice = service.register(name("alice"));
        TestUser bob = service.register(name("bob"));
        try (RealtimeClient sender = alice.connect();
                RealtimeClient partner = bob.connect()) {
            partner.awaitWelcome();
            JsonNode ack = sender.call(
                    "message",
                    "send_message",
                    Map.of("recipient_id", bob.id(), "content", "hi", "client_message_id", "m-1"));
            assertThat(ack.path("type").asText()).as("%s", ack).isEqualTo("ack");
            assertThat(partner.awaitEvent("new_message")
                            .path("data")
                            .path("message")
                            .path("content")
                            .asText())
                    .isEqualTo("hi");
        }
    }

    @Test
    void aRepeatedSendGivesTheFirstAnswerAndSendsNothingTwice() {
        Pair pair = Pair.of(service);
        try (RealtimeClient sender = pair.alice().connect();
                RealtimeClient partner = pair.bob().connect()) {
            partner.awaitWelcome();
            JsonNode first = send(sender, pair.conversation(), "once", "m-1").path("data");
            JsonNode again = send(sender, pair.conversation(), "once", "m-1").path("data");
            assertThat(again).isEqualTo(first);
            TestUser.Answer overHttp = pair.alice()
                    .post(
                            "/api/v1/conversations/" + pair.conversation() + "/messages",
                            Map.of("content", "once", "client_message_id", "m-1"));
            assertThat(overHttp.status()).isEqualTo(200);
            assertThat(overHttp.body().path("id"))
                    .isEqualTo(first.path("message").path("id"));
            send(sender, pair.conversation(), "next", "m-2");
            assertThat(contents(partner.awaitDurable(2))).containsExactly("once", "next");
        }
    }

    @Test
    void pipelinedMessagesKeepTheirOrderOnEveryDevice() {
        Pair pair = Pair.of(service);
        List<String> sent = IntStream.range(0, 200).mapToObj(i -> "m" + i).toList();
        try (RealtimeClient sender = pair.alice().connect();
                RealtimeClient partner = pair.bob().connect()) {
            partner.awaitWelcome();
            sender.awaitWelcome();
            sent.forEach(content -> command(sender, pair.conversation(), content, content));
            List<JsonNode> received = partner.awaitDurable(200);
            assertThat(contents(received)).containsExactlyElementsOf(sent);
            assertThat(received.stream().map(frame -> frame.path("seq").asLong()))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 200).boxed().toList());
            assertThat(contents(sender.awaitDurable(200))).containsExactlyElementsOf(sent);
        }
    }

    @Test
    void theOrderIsThatOfSendingHoweverTheConversationIsNamed() {
        Pair pair = Pair.of(service);
        List<String> sent = IntStream.range(0, 60).mapToObj(i -> "m" + i).toList();
        try (RealtimeClient sender = pair.alice().connect();
                RealtimeClient partner = pair.bob().connect()) {
            partner.awaitWelcome();
            sender.awaitWelcome();
            for (String content : sent) {
                boolean even = sent.indexOf(content) % 2 == 0;
                sender.command(
                        "message",
                        "send_message",
                        Map.of(
                                even ? "recipient_id" : "conversation_id",
                                even ? pair.bob().id() : pair.conversation(),
                                "content",
                                content,
                                "client_message_id",
                                content));
            }
            assertThat(contents(partner.awaitDurable(60))).containsExactlyElementsOf(sent);
        }
    }

    /** The cut comes while the right to the conversation is being asked for. */
    @Test
    void aSubscriptionThatACutOvertakesDoesNotCostTheSessionTheOthers() {
        Pair pair = Pair.of(service);
        RealtimeClient first = pair.alice().connect();
        JsonNode welcome = first.awaitWelcome();
        first.call("system", "subscribe", Map.of("channel", "feed"));
        first.cut();
        for (int i = 0; i < 10; i++) {
            RealtimeClient next = pair.alice().resume(welcome, 0);
            welcome = next.awaitWelcome();
            assertThat(welcome.path("channels").toString()).contains("\"feed\"");
            next.command("system", "subscribe", Map.of("channel", "conversation:" + pair.conversation()));
            next.cut();
        }
    }

    @Test
    void aResumeAfterAHardCutGivesWhatWasMissedAndThenWhatIsLive() {
        Pair pair = Pair.of(service);
        try (RealtimeClient sender = pair.alice().connect()) {
            RealtimeClient cut = pair.bob().connect();
            JsonNode welcome = cut.awaitWelcome();
            cut.call("system", "subscribe", Map.of("channel", "feed"));
            send(sender, pair.conversation(), "seen", "m-1");
            cut.awaitDurable(1);
            cut.cut();
            send(sender, pair.conversation(), "missed 1", "m-2");
            send(sender, pair.conversation(), "missed 2", "m-3");
            try (RealtimeClient back = pair.bob().resume(welcome, 1)) {
                JsonNode resumed = back.awaitWelcome();
                assertThat(resumed.path("resume").path("result").asText()).isEqualTo("full");
                assertThat(resumed.path("resume").path("from").asLong()).isEqualTo(2);
                assertThat(resumed.path("resume").path("to").asLong()).isEqualTo(3);
                assertThat(resumed.path("resume").path("subscriptions_restored").asBoolean())
                        .isTrue();
                assertThat(resumed.path("session")).isEqualTo(welcome.path("session"));
                assertThat(resumed.path("channels").toString()).contains("feed");
                send(sender, pair.conversation(), "live", "m-4");
                assertThat(contents(back.awaitDurable(3))).containsExactly("missed 1", "missed 2", "live");
            }
        }
    }

    @Test
    void aClientThatHasNotReceivedOneEventResumesInFull() {
        Pair pair = Pair.of(service);
        try (RealtimeClient sender = pair.alice().connect()) {
            RealtimeClient quiet = pair.bob().connect();
            JsonNode welcome = quiet.awaitWelcome();
            quiet.cut();
            send(sender, pair.conversation(), "first", "m-1");
            try (RealtimeClient back = pair.bob().resume(welcome, 0)) {
                assertThat(back.awaitWelcome().path("resume").path("result").asText())
                        .isEqualTo("full");
                assertThat(contents(back.awaitDurable(1))).containsExactly("first");
            }
        }
    }

    @Test
    void whatCanNotBeContinuedIsAResetWithItsReason() {
        Pair pair = Pair.of(service);
        JsonNode welcome;
        try (RealtimeClient bob = pair.bob().connect();
                RealtimeClient alice = pair.alice().connect()) {
            welcome = bob.awaitWelcome();
            alice.awaitWelcome();
            IntStream.range(0, 110).forEach(i -> command(alice, pair.conversation(), "m" + i, "m" + i));
            bob.awaitDurable(110);
        }
        assertThat(reset(pair.bob(), welcome.path("epoch").asText(), 3)).isEqualTo("too_old");
        assertThat(reset(pair.bob(), "another-epoch", 3)).isEqualTo("epoch_changed");
        assertThat(reset(pair.bob(), "", 3)).isEqualTo("epoch_changed");
        assertThat(reset(pair.bob(), welcome.path("epoch").asText(), 111)).isEqualTo("invalid_position");
        assertThat(reset(pair.bob(), welcome.path("epoch").asText(), -1)).isEqualTo("invalid_position");
    }

    @Test
    void resumingALiveSessionReplacesItsConnection() {
        Pair pair = Pair.of(service);
        RealtimeClient old = pair.bob().connect();
        JsonNode welcome = old.awaitWelcome();
        try (RealtimeClient next = pair.bob().resume(welcome, 0)) {
            assertThat(next.awaitWelcome()
                            .path("resume")
                            .path("subscriptions_restored")
                            .asBoolean())
                    .isTrue();
            assertThat(old.awaitClose()).isEqualTo(4505);
            assertThat(next.call("system", "ping", Map.of()).path("event").asText())
                    .isEqualTo("pong");
        }
    }

    @Test
    void anotherUsersSessionIsNotRestored() {
        Pair pair = Pair.of(service);
        try (RealtimeClient alice = pair.alice().connect()) {
            JsonNode welcome = alice.awaitWelcome();
            try (RealtimeClient bob = RealtimeClient.open(
                    service.address().ws("?session=" + welcome.path("session").asText()),
                    pair.bob().token())) {
                JsonNode own = bob.awaitWelcome();
                assertThat(own.path("resume").path("subscriptions_restored").asBoolean())
                        .isFalse();
                assertThat(own.path("session")).isNotEqualTo(welcome.path("session"));
            }
            assertThat(alice.call("system", "ping", Map.of()).path("event").asText())
                    .isEqualTo("pong");
        }
    }

    @Test
    void anAckBeyondWhatWasWrittenIsIgnored() {
        Pair pair = Pair.of(service);
        try (RealtimeClient sender = pair.alice().connect();
                RealtimeClient partner = pair.bob().connect()) {
            partner.awaitWelcome();
            partner.sendText("{\"v\":1,\"type\":\"ack\",\"seq\":1000}");
            partner.sendText("{\"v\":1,\"type\":\"ack\",\"seq\":1,\"epoch\":\"another\"}");
            send(sender, pair.conversation(), "still comes", "m-1");
            assertThat(contents(partner.awaitDurable(1))).containsExactly("still comes");
        }
    }

    @Test
    void badMessagesAreRefusedWithTheFieldAndTheLimit() {
        Pair pair = Pair.of(service);
        try (RealtimeClient client = pair.alice().connect()) {
            String conversation = pair.conversation();
            assertField(client, Map.of("conversation_id", conversation, "client_message_id", "x"), "content");
            assertField(client, message(conversation, "", "x"), "content");
            assertField(client, message(conversation, "x".repeat(4_001), "x"), "content");
            assertField(client, message(conversation, "nul\u0000", "x"), "content");
            assertField(client, message(conversation, "x", ""), "client_message_id");
            assertField(client, message(conversation, "x", "x".repeat(65)), "client_message_id");
            assertField(client, message("nonsense", "x", "x"), "conversation_id");
            assertField(client, Map.of("content", "x", "client_message_id", "x"), "conversation_id");
            JsonNode emoji = send(client, conversation, "😀".repeat(4_000), "emoji");
            assertThat(emoji.path("type").asText()).isEqualTo("ack");
            JsonNode foreign = send(client, Ids.next().toString(), "x", "x");
            assertThat(foreign.path("code").asText()).isEqualTo("forbidden");
        }
    }

    @Test
    void historyGivesWhatWasSentNewestFirst() {
        Pair pair = Pair.of(service);
        try (RealtimeClient sender = pair.alice().connect()) {
            IntStream.rangeClosed(1, 5).forEach(i -> send(sender, pair.conversation(), "m" + i, "m" + i));
        }
        String path = "/api/v1/conversations/" + pair.conversation() + "/messages";
        assertThat(items(pair.bob().get(path + "?limit=2").body())).containsExactly("m5", "m4");
        assertThat(items(pair.bob().get(path + "?before_seq=3").body())).containsExactly("m2", "m1");
        assertThat(items(pair.bob().get(path + "?after_seq=3").body())).containsExactly("m5", "m4");
        assertThat(service.register(name("eve")).get(path).status()).isEqualTo(403);
    }

    @Test
    void whatWasSentBeforeARestartIsThereAndResumesAfterIt() {
        try (TestService restarted = TestService.start(FAST)) {
            Pair pair = Pair.of(restarted);
            RealtimeClient bob = pair.bob().connect();
            JsonNode welcome = bob.awaitWelcome();
            try (RealtimeClient alice = pair.alice().connect()) {
                send(alice, pair.conversation(), "before", "m-1");
            }
            bob.awaitDurable(1);
            restarted.stop();
            assertThat(bob.awaitEvent("draining").path("data").has("retry_after_ms"))
                    .isTrue();
            assertThat(bob.awaitClose()).isEqualTo(4012);
            restarted.startAgain();
            try (RealtimeClient back = pair.bob().resume(welcome, 0)) {
                assertThat(back.awaitWelcome().path("resume").path("result").asText())
                        .isEqualTo("full");
                assertThat(contents(back.awaitDurable(1))).containsExactly("before");
            }
        }
    }

    private record Pair(TestUser alice, TestUser bob, String conversation) {
        static Pair of(TestService service) {
            TestUser alice = service.register(name("alice"));
            TestUser bob = service.register(name("bob"));
            return new Pair(alice, bob, alice.conversationWith(bob));
        }
    }

    private static String name(String prefix) {
        return prefix + "_" + Ids.next().toString().substring(24);
    }

    private static String reset(TestUser user, String epoch, long seq) {
        try (RealtimeClient client =
                RealtimeClient.open(user.address().ws("?epoch=" + epoch + "&seq=" + seq), user.token())) {
            JsonNode resume = client.awaitWelcome().path("resume");
            assertThat(resume.path("result").asText()).isEqualTo("reset");
            return resume.path("reason").asText();
        }
    }

    private static Map<String, String> message(String conversation, String content, String clientMessageId) {
        return Map.of("conversation_id", conversation, "content", content, "client_message_id", clientMessageId);
    }

    private static String command(RealtimeClient client, String conversation, String content, String id) {
        return client.command("message", "send_message", message(conversation, content, id));
    }

    private static JsonNode send(RealtimeClient client, String conversation, String content, String id) {
        return client.awaitReply(command(client, conversation, content, id));
    }

    private static void assertField(RealtimeClient client, Map<String, String> data, String field) {
        JsonNode error = client.call("message", "send_message", data);
        assertThat(error.path("code").asText()).as("%s", error).isEqualTo("invalid_data");
        assertThat(error.path("field").asText()).isEqualTo(field);
        assertThat(error.path("message").asText()).contains(field);
    }

    private static long unread(RealtimeClient client) {
        return client.awaitEvent("new_message")
                .path("data")
                .path("unread_count")
                .asLong();
    }

    private static List<String> contents(List<JsonNode> events) {
        return events.stream()
                .map(event -> event.path("data").path("message").path("content").asText())
                .toList();
    }

    private static List<String> items(JsonNode page) {
        List<String> contents = new ArrayList<>();
        page.path("items")
                .forEach(message -> contents.add(message.path("content").asText()));
        return contents;
    }
}
