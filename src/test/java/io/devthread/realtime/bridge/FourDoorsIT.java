package io.devthread.realtime.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Cluster;
import io.devthread.realtime.platform.ClusterConfig;
import io.devthread.realtime.platform.Metrics;
import io.devthread.realtime.presence.PresenceApi;
import io.devthread.realtime.presence.PresenceApi.OfUsers;
import io.devthread.realtime.presence.PresenceApi.Presence;
import io.devthread.realtime.presence.PresenceApi.Presences;
import io.devthread.realtime.testkit.BridgeClient;
import io.devthread.realtime.testkit.DomainEventJson;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.FreePorts;
import io.devthread.realtime.testkit.NodeClient;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The whole service, and other services at its four doors: clients that nobody here wrote where there are any. */
class FourDoorsIT {
    private static final String EVENTS = "devthread.events";
    private static final String UNREAD = "devthread.notifications.unread_count";
    private static final Map<String, String> NO_HEADERS = Map.of();

    private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();
    private static final UserId PUBLISHER = new UserId(Ids.next());

    private static final String CLUSTER = "test-" + Ids.next();
    private static final int SERVICE_PORT = FreePorts.next();

    private static TestService service;
    private static Cluster member;
    private static String token;

    @BeforeAll
    static void open() {
        LOG.start();
        root().addAppender(LOG);
        service = TestService.start(Map.of(
                "DEVTHREAD_GROUPS",
                "gateway,notification,community",
                "DEVTHREAD_CLUSTER_NAME",
                CLUSTER,
                "DEVTHREAD_CLUSTER_PORT",
                String.valueOf(SERVICE_PORT)));
        token = token("events:publish");
        member = join(2);
    }

    @AfterAll
    static void close() {
        member.vertx().close().await();
        service.close();
        root().detachAppender(LOG);
    }

    /** Knows of the service's cluster, and nothing of its code. */
    private static Cluster join(int members) {
        int own = FreePorts.next();
        ClusterConfig config = new ClusterConfig(
                CLUSTER,
                "127.0.0.1",
                own,
                List.of("127.0.0.1:" + SERVICE_PORT, "127.0.0.1:" + own),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5));
        Cluster cluster = Cluster.join(config, new Metrics()).await();
        Eventually.holds("it is a member", () -> cluster.members() == members);
        return cluster;
    }

    @Test
    void everyDoorAcceptsTheSameObjectAndItIsDeliveredOnce() {
        TestUser alice = service.register("alice_doors");
        UUID post = Ids.next();
        Map<String, Object> like = DomainEventJson.liked(new UserId(Ids.next()), "bob", alice.id(), post);
        try (RealtimeClient phone = alice.connect()) {
            phone.awaitWelcome();
            assertAccepted(overHttp(like).body(), like);
            assertAccepted(overTheBus(like), like);
            assertAccepted(overTcp(EVENTS, like).path("body"), like);
            assertAccepted(overSockJs("websocket", EVENTS, like).path("body"), like);
            phone.awaitDurable(1);
            assertThat(phone.durable()).singleElement().satisfies(frame -> assertThat(
                            frame.at("/data/notification/post_id").asText())
                    .isEqualTo(post.toString()));
        }
        JsonNode count = overTcp(UNREAD, Map.of("user_ids", List.of(alice.id())));
        assertThat(count.at("/body/unread_counts/0/unread_count").asLong()).isEqualTo(1);
        assertThat(count.at("/body/unread_counts/0/user_id").asText())
                .isEqualTo(alice.id().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "xhr-streaming", "xhr-polling"})
    void theClientOfVertxWorksOverEveryTransport(String transport) {
        TestUser user = service.register("user_" + transport.replace('-', '_'));
        Map<String, Object> like = DomainEventJson.liked(new UserId(Ids.next()), "bob", user.id(), Ids.next());
        List<Map<String, Object>> calls = List.of(
                NodeClient.call(EVENTS, NO_HEADERS, like),
                NodeClient.call(UNREAD, NO_HEADERS, Map.of("user_ids", List.of(user.id()))),
                NodeClient.call("devthread.messaging.send", NO_HEADERS, like),
                NodeClient.call(EVENTS, Map.of("authorization", "Bearer no"), like));
        JsonNode answers = NodeClient.overSockJs(eventbus(token), transport, calls);
        assertAccepted(answers.at("/0/body"), like);
        assertThat(answers.at("/1/body/unread_counts/0/unread_count").asLong()).isEqualTo(1);
        assertThat(answers.at("/2/failureCode").asInt()).isEqualTo(403);
        assertThat(code(answers.get(2))).isEqualTo("forbidden");
        assertThat(answers.at("/3/failureCode").asInt()).isEqualTo(401);
        assertThat(code(answers.get(3))).isEqualTo("unauthorized");
    }

    @Test
    void withoutATokenInTheUrlTheHeaderCounts() {
        Map<String, Object> like = DomainEventJson.liked(PUBLISHER, "bob", new UserId(Ids.next()), Ids.next());
        JsonNode answers = NodeClient.overSockJs(
                service.address().http("/eventbus").toString(),
                "websocket",
                List.of(
                        NodeClient.call(EVENTS, NO_HEADERS, like),
                        NodeClient.call(EVENTS, Map.of("authorization", "Bearer " + token), like)));
        assertThat(code(answers.get(0))).isEqualTo("unauthorized");
        assertAccepted(answers.at("/1/body"), like);
    }

    /** Whoever serves presence: here a process of the cluster with nothing else in it. */
    @Test
    void presenceIsAskedThroughTheBridge() {
        UserId user = new UserId(Ids.next());
        Cluster presence = join(3);
        try {
            Bus.on(presence.vertx())
                    .serveAsync(PresenceApi.QUERY, 10, FourDoorsIT::online)
                    .await();
            JsonNode seen = Eventually.passes(() -> {
                JsonNode answer = overTcp(PresenceApi.QUERY.name(), Map.of("user_ids", List.of(user)));
                assertThat(answer.path("type").asText()).as("%s", answer).isEqualTo("message");
                return answer.at("/body/presences/0");
            });
            assertThat(seen.path("user_id").asText()).isEqualTo(user.toString());
            assertThat(seen.path("status").asText()).isEqualTo("online");
            assertThat(seen.path("last_seen").isNull()).isTrue();
        } finally {
            presence.vertx().close().await();
        }
    }

    private static Future<Presences> online(OfUsers asked) {
        return Future.succeededFuture(new Presences(asked.userIds().stream()
                .map(user -> new Presence(user, "online", Optional.empty()))
                .toList()));
    }

    @Test
    void whatIsRefusedSaysWhyInTheSameWordsAtEveryDoor() {
        Map<String, Object> broken =
                new HashMap<>(DomainEventJson.liked(PUBLISHER, "bob", new UserId(Ids.next()), Ids.next()));
        broken.put("post_id", "no uuid");
        for (JsonNode error : List.of(
                overTheBus(broken),
                message(overTcp(EVENTS, broken)),
                overHttp(broken).body())) {
            assertThat(error.path("code").asText()).isEqualTo("invalid_data");
            assertThat(error.path("field").asText()).isEqualTo("post_id");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id           | \"1-1-1-1-1\"                                            | id",
                "id           | \"AZwZlVgAcACAAAAAAAAAAQ==\"                             | id",
                "id           | null                                                     | id",
                "type         | true                                                     | type",
                "type         | null                                                     | type",
                "actor        | \"\"                                                     | actor",
                "actor        | []                                                       | actor",
                "actor        | null                                                     | actor",
                "actor        | {\"username\":\"bob\"}                                    | actor.id",
                "actor        | {\"id\":\"AZwZlVgAcACAAAAAAAAAAQ==\"}                    | actor.id",
                "actor        | {\"id\":\"019c1995-5800-7000-8000-000000000001\"}        | accepted",
                "actor        | {\"id\":\"019C1995-5800-7000-8000-00000000000A\"}        | accepted",
                "actor        | {\"id\":\"019c1995-5800-7000-8000-000000000001\",\"username\":5}    | actor.username",
                "actor        | {\"id\":\"019c1995-5800-7000-8000-000000000001\",\"username\":true} | actor.username",
                "recipient_id | \"\"                                                     | recipient_id",
                "recipient_id | {}                                                       | recipient_id",
                "post_id      | \"\"                                                     | post_id",
                "post_id      | \"AZwZlVgAcACAAAAAAAAAAQ==\"                             | post_id",
                "comment_id   | \"\"                                                     | comment_id",
                "comment_id   | null                                                     | accepted",
                "like_count   | \"7\"                                                    | like_count",
                "like_count   | \"\"                                                     | like_count",
                "like_count   | 7.0                                                      | like_count",
                "like_count   | true                                                     | like_count",
                "like_count   | 99999999999999999999                                     | like_count",
                "like_count   | 7                                                        | accepted",
                "created_at   | 1764000000                                               | created_at",
                "created_at   | \"1764000000\"                                           | created_at",
                "created_at   | \"2026-01-31T12:00:00+0000\"                             | created_at",
                "created_at   | \" 2026-01-31T12:00:00Z\"                                | created_at",
                "created_at   | \"2026-01-31T12:00:00\"                                  | created_at",
                "created_at   | \"\"                                                     | created_at",
                "created_at   | null                                                     | created_at",
                "created_at   | \"2026-01-31T12:00Z\"                                    | accepted",
                "created_at   | \"2026-01-31T13:00:00.123456789+01:00\"                  | accepted",
                "unknown      | {\"field\":[1]}                                          | accepted",
                "traceparent  | 5                                                        | accepted",
                "traceparent  | {\"field\":[1]}                                          | accepted",
                "traceparent  | [\"\"]                                                   | accepted",
                "traceparent  | \"none\"                                                 | accepted",
            })
    void everyDoorJudgesTheSameObjectTheSame(String field, String value, String verdict) {
        Map<String, Object> event =
                new HashMap<>(DomainEventJson.liked(PUBLISHER, "bob", new UserId(Ids.next()), Ids.next()));
        event.put(field, Json.read(value, JsonNode.class));
        assertThat(verdict(overHttp(event).body())).isEqualTo(verdict);
        assertThat(verdict(overTheBus(event))).isEqualTo(verdict);
        try (BridgeClient connection = BridgeClient.open(service.bridgePort())) {
            JsonNode answer = connection.ask(BridgeClient.call(token, EVENTS, event));
            assertThat(verdict(answer.has("body") ? answer.path("body") : message(answer)))
                    .isEqualTo(verdict);
        }
    }

    /** Accepted, or which field is wrong. */
    private static String verdict(JsonNode answer) {
        boolean isRefused = answer.path("code").asText().equals("invalid_data");
        return answer.path(isRefused ? "field" : "status").asText(answer.toString());
    }

    @Test
    void theExampleOfAMemberIsHeard() throws Exception {
        TestUser alice = service.register("alice_member");
        try (RealtimeClient phone = alice.connect()) {
            phone.awaitWelcome();
            Process example = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "examples/publish/Member.java",
                            alice.id().toString(),
                            CLUSTER,
                            "127.0.0.1:" + SERVICE_PORT)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(example.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(example.waitFor()).as(said).isZero();
            assertThat(said).contains("\"status\":\"accepted\"");
            assertThat(phone.awaitEvent("new_notification")
                            .at("/data/notification/type")
                            .asText())
                    .isEqualTo("follow");
        }
        Eventually.holds("it has left", () -> member.members() == 2);
    }

    @Test
    void aMemberOfTheClusterMustSendAnObject() {
        for (Object body : List.of("text", new JsonArray().add(1), 7)) {
            ReplyException refused = catchThrowableOfType(
                    ReplyException.class,
                    () -> member.vertx().eventBus().request(EVENTS, body).await());
            assertThat(refused.getMessage()).contains("invalid_data");
        }
    }

    @Test
    void aTokenThatExpiresOrIsRevokedIsRefusedOnALiveConnection() {
        UserId other = new UserId(Ids.next());
        String theirs = service.token(other, Instant.now().plusSeconds(600), "events:publish");
        String expired = service.token(other, Instant.now().minusSeconds(120), "events:publish");
        Map<String, Object> like = DomainEventJson.liked(PUBLISHER, "bob", new UserId(Ids.next()), Ids.next());
        Map<String, Object> revoke = Map.of(
                "id", Ids.next(),
                "type", "session_revoked",
                "actor", Map.of("id", PUBLISHER, "username", "admin"),
                "recipient_id", other,
                "created_at", Instant.now().plusSeconds(2).toString());
        try (BridgeClient connection = BridgeClient.open(service.bridgePort())) {
            assertThat(code(connection.ask(BridgeClient.call(expired, EVENTS, like))))
                    .isEqualTo("token_expired");
            assertAccepted(
                    connection.ask(BridgeClient.call(theirs, EVENTS, like)).path("body"), like);
            assertThat(code(connection.ask(BridgeClient.call(token, EVENTS, revoke))))
                    .isEqualTo("forbidden");
            String manager = token("events:publish", "users:manage");
            assertAccepted(
                    connection.ask(BridgeClient.call(manager, EVENTS, revoke)).path("body"), revoke);
            Eventually.holds("it is refused", () -> code(connection.ask(BridgeClient.call(theirs, EVENTS, like)))
                    .equals("unauthorized"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"info", "000/a/xhr", "000/a/xhr_streaming", "000/a/xhr_send", "000/a/websocket", "websocket"})
    void anotherOriginIsRefusedOnEveryTransport(String path) throws Exception {
        for (String method : List.of("GET", "POST", "OPTIONS")) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(eventbus(token).replace("/eventbus", "/eventbus/" + path)))
                    .header("Origin", "https://evil.example")
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build();
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
        }
    }

    @Test
    void noTokenEverReachesTheLog() throws IOException {
        Logger io = (Logger) LoggerFactory.getLogger("io");
        Level before = io.getLevel();
        io.setLevel(Level.DEBUG);
        try {
            String canary = token("canary");
            Map<String, Object> like = DomainEventJson.liked(PUBLISHER, "bob", new UserId(Ids.next()), Ids.next());
            NodeClient.overSockJs(eventbus(canary), "websocket", List.of(NodeClient.call(EVENTS, NO_HEADERS, like)));
            NodeClient.overSockJs(eventbus(canary), "xhr-polling", List.of(NodeClient.call(EVENTS, NO_HEADERS, like)));
            try (BridgeClient connection = BridgeClient.open(service.bridgePort())) {
                connection.ask(BridgeClient.call(canary, EVENTS, like));
                connection.ask("{\"type\":\"" + canary + "\"}");
                connection.ask(canary);
            }
            raw("GET /eventbus/%zz?token=" + canary + " HTTP/1.1\r\nHost: x\r\n\r\n");
            raw("GET /eventbus/000/a/xhr?token=%zz&token=" + canary + " HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(logged()).doesNotContain(canary, canary.split("\\.")[2]);
        } finally {
            io.setLevel(before);
        }
    }

    /** What no client library lets through; returns when it has been answered. */
    private static void raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", service.address().port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
    }

    /** Messages and causes. */
    private static String logged() {
        return Stream.of(LOG.list.toArray(ILoggingEvent[]::new))
                .map(event -> event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : event.getThrowableProxy().getMessage()))
                .collect(Collectors.joining("\n"));
    }

    private static Logger root() {
        return ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
    }

    private static String token(String... scopes) {
        return service.token(
                PUBLISHER, Instant.now().plusSeconds(600), Set.of(scopes).toArray(String[]::new));
    }

    private static String eventbus(String token) {
        return service.address().http("/eventbus?token=" + token).toString();
    }

    private static TestUser.Answer overHttp(Map<String, Object> event) {
        return TestUser.request(
                service.address(), Optional.of(token), "POST", DomainEventJson.PATH, Optional.of(event));
    }

    /** The answer, or why it is refused. */
    private static JsonNode overTheBus(Map<String, Object> event) {
        try {
            Object body = member.vertx()
                    .eventBus()
                    .<JsonObject>request(EVENTS, new JsonObject(Json.text(event)))
                    .await()
                    .body();
            return Json.read(body.toString(), JsonNode.class);
        } catch (ReplyException refused) {
            return Json.read(refused.getMessage(), JsonNode.class);
        }
    }

    private static JsonNode overTcp(String address, Object body) {
        Map<String, String> headers = Map.of("authorization", "Bearer " + token);
        return NodeClient.overTcp(service.bridgePort(), List.of(NodeClient.call(address, headers, body)))
                .get(0);
    }

    private static JsonNode overSockJs(String transport, String address, Object body) {
        return NodeClient.overSockJs(eventbus(token), transport, List.of(NodeClient.call(address, NO_HEADERS, body)))
                .get(0);
    }

    private static void assertAccepted(JsonNode answer, Map<String, Object> event) {
        assertThat(answer.path("status").asText()).as("%s", answer).isEqualTo("accepted");
        assertThat(answer.path("id").asText()).isEqualTo(event.get("id").toString());
    }

    private static JsonNode message(JsonNode err) {
        return Json.read(err.path("message").asText("{}"), JsonNode.class);
    }

    private static String code(JsonNode err) {
        return message(err).path("code").asText();
    }
}
