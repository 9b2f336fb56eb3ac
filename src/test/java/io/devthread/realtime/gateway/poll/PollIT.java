package io.devthread.realtime.gateway.poll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.PollingClient;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract section 5, at one gateway, without the position check: it would make up for what is forgotten. */
class PollIT {
    private static final String POLL = "/api/v1/realtime/poll";

    private static TestService service;
    private TestUser alice;
    private TestUser bob;
    private String conversation;

    @BeforeAll
    static void start() {
        service = TestService.start(Map.of(
                "DEVTHREAD_SESSION_RATES_MESSAGES_BURST", "10000",
                "DEVTHREAD_POLL_MAX_WAITING_PER_USER", "3",
                "DEVTHREAD_SESSION_POSITION_CHECK", "1h"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void meet() {
        String tag = Ids.next().toString().substring(24);
        alice = service.register("a_" + tag);
        bob = service.register("b_" + tag);
        conversation = alice.conversationWith(bob);
    }

    @Test
    void aFirstPollIsAnsweredAtOnceWithThePosition() {
        send("before");
        JsonNode answer = bob.get(POLL + "?timeout=30").body();
        assertThat(answer.path("events")).isEmpty();
        assertThat(answer.path("seq").asLong()).isEqualTo(1);
        assertThat(answer.path("epoch").asText()).isNotEmpty();
        assertThat(answer.path("last_poll_id").asText()).isNotEmpty();
        assertThat(answer.path("reset").asBoolean(true)).isFalse();
        assertThat(answer.path("retry_after_ms").asLong()).isEqualTo(5_000);
    }

    @Test
    void whatHasHappenedSinceIsAnsweredAtOnceAndOnce() {
        PollingClient client = PollingClient.start(bob, "");
        send("one");
        send("two");
        client.poll(30);
        assertThat(contents(client.durable())).containsExactly("one", "two");
        assertThat(client.last().path("seq").asLong()).isEqualTo(2);
        assertThat(client.poll(0).path("events")).isEmpty();
    }

    @Test
    void aWaitingPollIsAnsweredByWhatHappens() {
        PollingClient client = PollingClient.start(bob, "");
        CompletableFuture<JsonNode> waiting = waiting(client, 30);
        send("now");
        JsonNode answer = waiting.join();
        assertThat(contents(answer.path("events"))).containsExactly("now");
        assertThat(answer.path("events").get(0).path("seq").asLong()).isEqualTo(1);
    }

    @Test
    void withNothingToSayItIsAnsweredWhenItsTimeIsOver() {
        PollingClient client = PollingClient.start(bob, "");
        JsonNode answer = client.poll(1);
        assertThat(answer.path("events")).isEmpty();
        assertThat(answer.path("retry_after_ms").asLong()).isEqualTo(5_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "MSAtIDAgMC0w", "%00", "", "MSBhIGIgYw", "MSAgNSA"})
    void aLastPollIdThatCannotBeContinuedIsReset(String id) {
        send("one");
        JsonNode answer = bob.get(POLL + "?timeout=30&last_poll_id=" + id).body();
        assertThat(answer.path("reset").asBoolean()).isTrue();
        assertThat(answer.path("events")).isEmpty();
        assertThat(answer.path("seq").asLong()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoch=&seq=5", "epoch=another&seq=0"})
    void aPositionOfNoLogIsReset(String position) {
        send("one");
        JsonNode answer = bob.get(POLL + "?timeout=30&" + position).body();
        assertThat(answer.path("reset").asBoolean()).isTrue();
        assertThat(answer.path("seq").asLong()).isEqualTo(1);
    }

    @Test
    void thatOfAnotherUserIsReset() {
        String foreign = bob.get(POLL).body().path("last_poll_id").asText();
        JsonNode answer = alice.get(POLL + "?timeout=0&last_poll_id=" + foreign).body();
        assertThat(answer.path("reset").asBoolean()).isTrue();
        assertThat(PollingClient.start(alice, "").last().path("epoch").asText())
                .isEqualTo(answer.path("epoch").asText());
    }

    @Test
    void whatIsTooOldForTheLogIsReset() {
        PollingClient client = PollingClient.start(bob, "");
        try (RealtimeClient sender = alice.connect()) {
            sender.awaitWelcome();
            IntStream.range(0, 101).forEach(i -> sender.call("message", "send_message", message("m " + i)));
        }
        JsonNode answer = client.poll(0);
        assertThat(answer.path("reset").asBoolean()).isTrue();
        assertThat(answer.path("seq").asLong()).isEqualTo(101);
    }

    @Test
    void aLongAnswerIsCutAndTheRestFollowsAtOnce() {
        PollingClient client = PollingClient.start(bob, "");
        int messages = 70;
        try (RealtimeClient sender = alice.connect()) {
            sender.awaitWelcome();
            IntStream.range(0, messages)
                    .forEach(i -> sender.call("message", "send_message", message(i + " " + "x".repeat(3_990))));
        }
        JsonNode first = client.poll(0);
        assertThat(first.path("events").size()).isBetween(10, messages - 1);
        assertThat(first.path("retry_after_ms").asLong()).isZero();
        assertThat(first.toString().length()).isLessThan(300_000);
        List<JsonNode> all = client.awaitDurable(messages);
        assertThat(all.stream().map(event -> event.path("seq").asInt()))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, messages).boxed().toList());
    }

    @Test
    void channelsTellTheirEphemeralEventsAlsoBetweenTwoPolls() {
        PollingClient client = PollingClient.start(bob, "conversation:" + conversation);
        try (RealtimeClient typist = alice.connect()) {
            typist.awaitWelcome();
            typist.call("typing", "typing_start", Map.of("conversation_id", conversation));
            JsonNode typing =
                    client.await("typing", event -> event.path("event").asText().equals("typing_start"));
            assertThat(typing.path("data").path("user_id").asText())
                    .isEqualTo(alice.id().toString());
            assertThat(typing.has("seq")).isFalse();
            typist.call("typing", "typing_stop", Map.of("conversation_id", conversation));
        }
        client.await("its end", event -> event.path("event").asText().equals("typing_stop"));
        client.poll(0);
        assertThat(client.events().stream().map(event -> event.path("id").asText()))
                .doesNotHaveDuplicates();
    }

    @Test
    void broadcastChannelsAreHeardWhenNamed() {
        UUID post = post();
        PollingClient without = PollingClient.start(bob, "");
        PollingClient client = PollingClient.start(bob, "feed,post:" + post);
        CompletableFuture<JsonNode> waiting = waiting(client, 30);
        assertThat(alice.post("/api/v1/posts/" + post + "/comments", Map.of("content", "hi"))
                        .status())
                .isEqualTo(201);
        assertThat(waiting.join().path("events").get(0).path("event").asText()).isEqualTo("post_counts");
        assertThat(without.poll(0).path("events").toString()).doesNotContain("post_counts");
    }

    @Test
    void aChannelOfOthersIsForbidden() {
        TestUser carol = service.register("c_" + Ids.next().toString().substring(24));
        for (String channel : List.of("conversation:" + conversation, "user:" + alice.id())) {
            TestUser.Answer answer = carol.get(POLL + "?channels=" + channel);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body().path("code").asText()).isEqualTo("forbidden");
        }
        assertThat(bob.get(POLL + "?channels=user:" + bob.id()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"timeout=31", "timeout=-1", "timeout=x", "timeout=", "timeout=1.5", "channels=nonsense", "seq=1"
            })
    void whatHasTheWrongFormIsRefusedByItsName(String query) {
        TestUser.Answer answer = bob.get(POLL + "?" + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("code").asText()).isEqualTo("invalid_data");
        assertThat(answer.body().path("field").asText())
                .isEqualTo(query.equals("seq=1") ? "epoch" : query.substring(0, query.indexOf('=')));
    }

    @Test
    void aPollerIsNoConnectionAndTakesNoneOfTheTen() {
        PollingClient client = PollingClient.start(bob, "");
        CompletableFuture<JsonNode> waiting = waiting(client, 30);
        List<RealtimeClient> ten =
                IntStream.range(0, 10).mapToObj(i -> bob.connect()).toList();
        ten.forEach(RealtimeClient::awaitWelcome);
        ten.forEach(RealtimeClient::close);
        ten.forEach(RealtimeClient::awaitClose);
        Eventually.holds("they have gone", () -> service.metric("devthread_connections") == 0);
        send("still woken");
        assertThat(contents(waiting.join().path("events"))).containsExactly("still woken");
    }

    @Test
    void ofTooManyPollsOfAUserTheOldestIsAnswered() {
        PollingClient client = PollingClient.start(bob, "");
        List<CompletableFuture<JsonNode>> polls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            polls.add(waiting(client, 30));
        }
        assertThat(polls.getFirst().join().path("events")).isEmpty();
        send("to the others");
        for (var poll : polls.subList(1, 4)) {
            assertThat(contents(poll.join().path("events"))).containsExactly("to the others");
        }
    }

    @Test
    void ofManyPollsAtOnceNoMoreThanAllowedWait() {
        PollingClient client = PollingClient.start(bob, "");
        List<CompletableFuture<JsonNode>> polls = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> bob.get(client.path(30)).body(), Thread::startVirtualThread))
                .limit(20)
                .toList();
        Eventually.holds(
                "all but three are answered",
                () -> polls.stream().filter(CompletableFuture::isDone).count() == 17);
        assertThat(waitingPolls()).isEqualTo(3);
        send("to the others");
        polls.forEach(CompletableFuture::join);
    }

    @Test
    void aClientThatGoesFreesItsPollAtOnce() throws Exception {
        PollingClient client = PollingClient.start(bob, "");
        try (Socket socket = new Socket("127.0.0.1", service.address().port())) {
            String request = "GET " + client.path(30) + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + bob.token()
                    + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            Eventually.holds("it waits", () -> waitingPolls() == 1);
        }
        Eventually.holds("it has gone", () -> waitingPolls() == 0);
    }

    @Test
    void whoIsSignedOutWaitsForNothing() {
        PollingClient client = PollingClient.start(bob, "");
        CompletableFuture<JsonNode> waiting = waiting(client, 30);
        bob.post("/api/v1/auth/logout", Map.of());
        assertThat(waiting.join().path("code").asText()).isEqualTo("unauthorized");
    }

    @Test
    void withoutATokenThereIsNothing() {
        assertThat(TestUser.request(
                                service.address(), java.util.Optional.empty(), "GET", POLL, java.util.Optional.empty())
                        .status())
                .isEqualTo(401);
    }

    private CompletableFuture<JsonNode> waiting(PollingClient client, int seconds) {
        double before = waitingPolls();
        CompletableFuture<JsonNode> answer = CompletableFuture.supplyAsync(
                () -> bob.get(client.path(seconds)).body(),
                task -> Thread.ofVirtual().start(task));
        Eventually.holds("it waits, or pushed another out", () -> waitingPolls() > before || waitingPolls() == 3);
        return answer;
    }

    private double waitingPolls() {
        return service.metric("devthread_polls");
    }

    private UUID post() {
        JsonNode post = alice.post("/api/v1/posts", Map.of("content", "a post")).body();
        return UUID.fromString(post.path("id").asText());
    }

    private void send(String content) {
        assertThat(alice.post(
                                "/api/v1/conversations/" + conversation + "/messages",
                                Map.of(
                                        "content",
                                        content,
                                        "client_message_id",
                                        Ids.next().toString()))
                        .status())
                .isIn(200, 201);
    }

    private Map<String, String> message(String content) {
        return Map.of(
                "conversation_id",
                conversation,
                "content",
                content,
                "client_message_id",
                Ids.next().toString());
    }

    private static List<String> contents(Iterable<JsonNode> events) {
        List<String> contents = new ArrayList<>();
        events.forEach(event ->
                contents.add(event.path("data").path("message").path("content").asText()));
        return contents;
    }
}
