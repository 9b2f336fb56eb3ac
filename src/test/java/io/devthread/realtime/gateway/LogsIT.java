package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.testkit.RawWebSocket;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.SockJsWire;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Whatever happens and however much is logged: what people write, their passwords and their tokens stand in no line. */
class LogsIT {
    private static final String CANARY = "canary" + Ids.next().toString().replace("-", "");

    private final LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger ours = loggers.getLogger("io.devthread");
    private final Logger cluster = loggers.getLogger("com.hazelcast");
    private final Lines lines = new Lines();

    /** Everything that is logged anywhere, stack traces included. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final List<String> all = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            String trace =
                    event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
            all.add(event.getLoggerName() + " " + event.getFormattedMessage() + " " + trace);
        }
    }

    @BeforeEach
    void listen() {
        lines.setContext(loggers);
        lines.start();
        everything().forEach(logger -> logger.addAppender(lines));
        loud(ours, Level.TRACE);
        loud(cluster, Level.DEBUG);
    }

    @AfterEach
    void stopListening() {
        everything().forEach(logger -> logger.detachAppender(lines));
        asBefore(ours);
        asBefore(cluster);
    }

    private Stream<Logger> everything() {
        return Stream.of(loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME), ours, cluster);
    }

    /** Not on the console. */
    private static void loud(Logger logger, Level level) {
        logger.setLevel(level);
        logger.setAdditive(false);
    }

    private static void asBefore(Logger logger) {
        logger.setLevel(null);
        logger.setAdditive(true);
    }

    @Test
    void neitherContentsNorTokensAreEverLogged() {
        String token;
        try (TestService service = TestService.start()) {
            TestUser alice = service.register("alice_logs");
            TestUser bob = service.register("bob_logs");
            token = alice.token();
            String conversation = alice.conversationWith(bob);
            connectInEveryWay(service, alice);
            signInWrongly(service);
            talk(alice, conversation);
            breakOff(service, alice, conversation);
        }
        assertThat(lines.all).anyMatch(line -> line.contains("process.ready"));
        assertThat(lines.all).anyMatch(line -> line.contains("messaging.send failed"));
        assertThat(lines.all)
                .anyMatch(line -> line.contains("command.refused") && line.contains("name=unknown code=unknown_event"));
        assertThat(lines.all).anyMatch(line -> line.contains("auth.token refused by=form"));
        assertThat(lines.all).noneMatch(line -> line.contains(CANARY));
        assertThat(lines.all)
                .noneMatch(line -> Stream.of(token.split("\\.")).skip(1).anyMatch(line::contains));
    }

    private static void connectInEveryWay(TestService service, TestUser alice) {
        String query = "?token=" + alice.token();
        try (RealtimeClient inHeader = alice.connect();
                RealtimeClient inQuery = RealtimeClient.open(service.address().ws(query));
                RealtimeClient first = RealtimeClient.open(service.address().ws());
                RealtimeClient streaming = SockJsWire.open(service.address(), SockJsWire.Transport.STREAMING, query)) {
            first.command("system", "authenticate", Map.of("token", alice.token()));
            first.command("system", "refresh_token", Map.of("token", alice.token() + CANARY));
            Stream.of(inHeader, inQuery, first, streaming).forEach(RealtimeClient::awaitWelcome);
        }
    }

    private static void signInWrongly(TestService service) {
        assertThatThrownBy(() -> RealtimeClient.open(service.address().ws("?token=" + CANARY)))
                .isNotNull();
        try (RealtimeClient wrong = RealtimeClient.open(service.address().ws())) {
            wrong.command("system", "authenticate", Map.of("token", CANARY));
            assertThat(wrong.awaitClose()).isEqualTo(4501);
        }
        Map<String, String> login = Map.of("username", "alice_logs", "password", CANARY);
        assertThat(TestUser.request(
                                service.address(), Optional.empty(), "POST", "/api/v1/auth/login", Optional.of(login))
                        .status())
                .isEqualTo(401);
        for (String path :
                List.of("/ws?token=%zz", "/sockjs/0/session/websocket?token=%zz", "/api/v1/users?query=%zz&token=")) {
            assertThat(statusOf(service, path + CANARY)).startsWith("HTTP/1.1 4");
        }
    }

    /** As it stands, which the JDK's client would not send. */
    private static String statusOf(TestService service, String path) {
        try (RawWebSocket raw = RawWebSocket.connect(service.address().port())) {
            raw.write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            return raw.readAnswer();
        }
    }

    private static void talk(TestUser alice, String conversation) {
        try (RealtimeClient client = alice.connect()) {
            client.awaitWelcome();
            String message = client.call("message", "send_message", message(conversation, CANARY))
                    .path("data")
                    .path("message")
                    .path("id")
                    .asText();
            client.call("message", "edit_message", Map.of("message_id", message, "content", CANARY + " again"));
            client.call("message", "send_message", message(conversation, CANARY.repeat(200)));
            client.call("message", CANARY, Map.of(CANARY, CANARY));
            client.call("typing", "typing_start", Map.of("conversation_id", CANARY));
            client.sendText("{\"v\":1,\"type\":\"message\",\"event\":\"" + CANARY);
            client.awaitError();
            alice.post("/api/v1/conversations/" + conversation + "/messages", Map.of("content", CANARY));
            alice.post("/api/v1/posts", Map.of("title", CANARY, "content", CANARY));
            alice.post("/api/v1/realtime/events", Map.of("type", CANARY, CANARY, CANARY));
            alice.get("/api/v1/conversations/" + conversation + "/messages?before=" + CANARY);
        }
    }

    /** The database breaks in the middle: what is logged then says what failed and not with what. */
    private static void breakOff(TestService service, TestUser alice, String conversation) {
        Vertx vertx = Vertx.vertx();
        Postgres postgres = Postgres.connect(vertx, service.postgres());
        postgres.query("ALTER TABLE messages ADD CONSTRAINT broken CHECK (length(content) < 3) NOT VALID");
        try (RealtimeClient client = alice.connect()) {
            client.awaitWelcome();
            assertThat(client.call("message", "send_message", message(conversation, CANARY))
                            .path("code")
                            .asText())
                    .isEqualTo("internal");
        } finally {
            vertx.close().await();
        }
    }

    private static Map<String, String> message(String conversation, String content) {
        return Map.of(
                "conversation_id", conversation,
                "content", content,
                "client_message_id", Ids.next().toString());
    }
}
