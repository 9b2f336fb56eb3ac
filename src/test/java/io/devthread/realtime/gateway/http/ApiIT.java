package io.devthread.realtime.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.bus.ErrorBody;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.community.CommunityApi;
import io.devthread.realtime.messaging.MessagingApi;
import io.devthread.realtime.messaging.MessagingApi.SendResult;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.MessageId;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.polling.PollingApi;
import io.devthread.realtime.testkit.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiIT {
    private static final String CONVERSATION = "01970000-0000-7000-8000-0000000000c1";
    private static final String MESSAGES = "/api/v1/conversations/" + CONVERSATION + "/messages";
    private static final String EVENT = """
        {"id":"01970000-0000-7000-8000-0000000000e1","type":"post_liked","created_at":"2026-01-01T00:00:00Z",
         "actor":{"id":"01970000-0000-7000-8000-000000000002","username":"bob"}}\
        """;

    private static HttpStage stage;

    @BeforeAll
    static void open() throws Exception {
        stage = HttpStage.open();
        CommunityApi.User alice = new CommunityApi.User(HttpStage.ALICE, "alice", Instant.EPOCH);
        stage.serve(CommunityApi.LOGIN, ApiIT::login);
        stage.serve(
                CommunityApi.USERS,
                search -> Future.succeededFuture(new CommunityApi.UserPage(
                        List.of(alice), Optional.of("limit" + search.limit() + search.query()))));
        stage.serve(
                CommunityApi.USER,
                find -> find.username().equals("alice")
                        ? Future.succeededFuture(profile())
                        : Future.failedFuture(Refusal.of(Failure.NOT_FOUND, "no user " + find.username())));
        stage.serve(CommunityApi.LOGOUT, caller -> Future.succeededFuture(new CommunityApi.SignedOut(true)));
        stage.serve(
                MessagingApi.OPEN,
                open -> Future.succeededFuture(new MessagingApi.Opened(
                        new MessagingApi.Conversation(
                                ConversationId.parse(CONVERSATION), List.of(), Optional.empty(), 0, Instant.EPOCH),
                        !open.participantId().equals(HttpStage.ALICE))));
        stage.serve(
                MessagingApi.HISTORY,
                history -> Future.succeededFuture(new MessagingApi.MessagePage(
                        List.of(), Optional.of(Json.text(history).replaceAll("[^a-z0-9]", "")))));
        stage.serve(
                MessagingApi.CONVERSATIONS, list -> Future.failedFuture(new IllegalStateException("secret detail")));
        stage.serve(
                MessagingApi.SEND,
                batch -> Future.succeededFuture(
                        new MessagingApi.SendResults(List.of(send(batch.sends().getFirst())))));
        stage.serve(
                NotificationApi.EVENTS,
                event -> event.type().equals("unknown")
                        ? Future.failedFuture(Refusal.invalid("type", "is not known"))
                        : Future.succeededFuture(new NotificationApi.Accepted("accepted", event.id())));
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void signingInNeedsNoTokenAndAnswersWithOne() throws Exception {
        var answer = stage.send("POST", "/api/v1/auth/login", "{\"username\":\"alice\",\"password\":\"right\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).fieldNames()).toIterable().containsExactlyInAnyOrder("token", "expires_at", "user");
    }

    @Test
    void aCapabilitysRefusalKeepsItsCodeAndStatus() throws Exception {
        var answer = stage.send("POST", "/api/v1/auth/login", "{\"username\":\"alice\",\"password\":\"wrong\"}");
        assertError(answer, 401, "unauthorized");
        assertError(stage.asAlice("GET", "/api/v1/users/nobody", ""), 404, "not_found");
    }

    @Test
    void whoMustWaitIsToldHowLong() throws Exception {
        var answer = stage.send("POST", "/api/v1/auth/login", "{\"username\":\"alice\",\"password\":\"often\"}");
        assertError(answer, 429, "rate_limited");
        assertThat(json(answer).path("retry_after_ms").longValue()).isEqualTo(1_200);
        assertThat(answer.headers().firstValue("Retry-After")).contains("2");
    }

    @Test
    void listsAreTakenByPages() throws Exception {
        assertThat(json(stage.asAlice("GET", "/api/v1/users", "")).path("next").textValue())
                .isEqualTo("limit50");
        assertThat(json(stage.asAlice("GET", "/api/v1/users?limit=7&query=al", ""))
                        .path("next")
                        .textValue())
                .isEqualTo("limit7al");
    }

    @Test
    void aNewThingIs201AndAnOldOne200() throws Exception {
        String bob = "{\"participant_id\":\"01970000-0000-7000-8000-000000000002\"}";
        String known = "{\"participant_id\":\"" + HttpStage.ALICE + "\"}";
        var created = stage.asAlice("POST", "/api/v1/conversations", bob);
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(json(created).path("id").textValue()).isEqualTo(CONVERSATION);
        assertThat(stage.asAlice("POST", "/api/v1/conversations", known).statusCode())
                .isEqualTo(200);
    }

    @Test
    void sendingAnswersWithTheMessageAndARepeatWith200() throws Exception {
        String fresh = "{\"content\":\"hi\",\"client_message_id\":\"1\"}";
        var sent = stage.asAlice("POST", MESSAGES, fresh);
        assertThat(sent.statusCode()).isEqualTo(201);
        assertThat(json(sent).path("conversation_id").textValue()).isEqualTo(CONVERSATION);
        assertThat(json(sent).has("edited_at")).isTrue();
        assertThat(stage.asAlice("POST", MESSAGES, fresh.replace("hi", "again")).statusCode())
                .isEqualTo(200);
        assertError(stage.asAlice("POST", MESSAGES, fresh.replace("hi", "blocked")), 403, "forbidden");
    }

    @Test
    void theHistoryIsAskedForAsTheQuerySays() throws Exception {
        assertThat(json(stage.asAlice("GET", MESSAGES + "?before_seq=9&limit=3", ""))
                        .path("next")
                        .textValue())
                .contains("beforeseq9")
                .contains("limit3");
    }

    @Test
    void whatBreaksInsideIsOnlyCalledInternal() throws Exception {
        var answer = stage.asAlice("GET", "/api/v1/conversations", "");
        assertError(answer, 500, "internal");
        assertThat(answer.body()).doesNotContain("secret detail", "Exception");
        assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
    }

    @Test
    void aCapabilityThatIsAwayIsUnavailable() throws Exception {
        assertError(stage.asAlice("POST", "/api/v1/auth/refresh", ""), 503, "unavailable");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /api/v1/auth/login     | {\"username\":\"a\"}                    | password",
                "POST | /api/v1/auth/login     | {\"username\":1,\"password\":\"x\"}     | username",
                "POST | /api/v1/auth/login     | {\"username\":null,\"password\":\"x\"}  | username",
                "POST | /api/v1/conversations  | {}                                      | participant_id",
                "POST | /api/v1/conversations  | {\"participant_id\":\"1-1-1-1-1\"}      | participant_id",
                "POST | /api/v1/conversations  | {\"participant_id\":[]}                 | participant_id",
                "GET  | /api/v1/users?limit=0  |                                         | limit",
                "GET  | /api/v1/users?limit=101 |                                        | limit",
                "GET  | /api/v1/users?limit=1e1 |                                        | limit",
                "GET  | /api/v1/users?limit=   |                                         | limit",
                "GET  | /api/v1/users?limit=1&limit=2 |                                  | limit",
                "GET  | /api/v1/users?limit=99999999999999999999 |                       | limit",
                "GET  | /api/v1/users?cursor=%00 |                                       | cursor",
                "GET  | /api/v1/users?cursor=a%20b |                                     | cursor",
                "GET  | /api/v1/conversations/x/messages |                               | id",
                "GET  | /api/v1/conversations/01970000-0000-7000-8000-0000000000c1/messages?before_seq=-1 | |"
                        + " before_seq",
                "GET  | /api/v1/conversations/01970000-0000-7000-8000-0000000000c1/messages?before_seq=1&after_seq=1 |"
                        + " | after_seq",
            })
    void aBadFieldIsNamed(String method, String path, String body, String field) throws Exception {
        var answer = stage.asAlice(method, path, body == null ? "" : body);
        assertError(answer, 400, "invalid_data");
        assertThat(json(answer).path("field").textValue()).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "null",
                "1",
                "\"x\"",
                "{",
                "{}{}",
                "{\"a\":1,\"a\":2}",
                "\uFEFF{",
                "{\"a\":NaN}",
                "{'a':1}",
                "{\"a\":1e400000000}",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
            })
    void aBodyThatIsNoObjectIsRefused(String body) throws Exception {
        assertError(stage.asAlice("POST", "/api/v1/auth/login", body), 400, "invalid_data");
    }

    /** RFC 8259, section 8.1: a good one as UTF-8, behind a mark of the byte order, and as UTF-16. */
    @Test
    void aBodyInAnotherEncodingIsRefused() throws Exception {
        String login = "{\"username\":\"alice\",\"password\":\"right\"}";
        assertThat(stage.send("POST", "/api/v1/auth/login", login).statusCode()).isEqualTo(200);
        String utf16 = login.replace("", "\0").substring(1);
        for (String other : List.of("\uFEFF" + login, utf16)) {
            assertError(stage.send("POST", "/api/v1/auth/login", other), 400, "invalid_data");
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedDeclaredOrNot() throws Exception {
        assertError(stage.asAlice("POST", "/api/v1/auth/login", "x".repeat(4_097)), 413, "too_large");
        String chunked = "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + ("400\r\n" + "x".repeat(1_024) + "\r\n").repeat(5) + "0\r\n\r\n";
        assertThat(stage.raw(chunked)).startsWith("HTTP/1.1 413").contains("too_large");
    }

    /** Twenty frames of 1 KiB here; who is a stranger, or sends more, is answered before any of it comes. */
    @Test
    void aListOfCommandsHasALimitOfItsOwn() throws Exception {
        assertThat(commands("Authorization: Bearer " + stage.token() + "\r\n", 21 * 1_024 + 1))
                .startsWith("HTTP/1.1 413");
        assertThat(commands("", 20 * 1_024)).startsWith("HTTP/1.1 401");
        String list = "[" + " ".repeat(21 * 1_024 - 2) + "]";
        assertThat(stage.asAlice("POST", "/api/v1/realtime/commands", list).statusCode())
                .isEqualTo(200);
    }

    private static String commands(String authorization, int bytes) throws Exception {
        return stage.answer("POST /api/v1/realtime/commands HTTP/1.1\r\nHost: x\r\n" + authorization
                + "Content-Length: " + bytes + "\r\n\r\n");
    }

    /** RFC 9112 section 3.2. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Host: x\r\nHost: y\r\n", "Host: x\r\nHost: x\r\n"})
    void aRequestWithoutOneHostIsTheClientsMistake(String hosts) throws Exception {
        assertThat(stage.answer("GET /api/v1/users HTTP/1.1\r\n" + hosts + "\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("Host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer x", "Basic YTpi", "Bearer a.b.c", "bearer  x"})
    void withoutAGoodTokenNobodyComesIn(String authorization) throws Exception {
        var answer = authorization.isEmpty()
                ? stage.get("/api/v1/users")
                : stage.get("/api/v1/users", "Authorization", authorization);
        assertError(answer, 401, "unauthorized");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    @Test
    void aTokenInTheQueryOpensNoApi() throws Exception {
        assertError(stage.get("/api/v1/users?token=" + stage.token()), 401, "unauthorized");
    }

    @Test
    void twoTokensAreNone() throws Exception {
        String header = "Authorization: Bearer " + stage.token() + "\r\n";
        assertThat(stage.answer("GET /api/v1/users HTTP/1.1\r\nHost: x\r\n" + header + header + "\r\n"))
                .startsWith("HTTP/1.1 401");
    }

    @Test
    void anExpiredTokenIsSaidToBeSo() throws Exception {
        String old = stage.token(Instant.now().minusSeconds(60));
        assertError(stage.get("/api/v1/users", "Authorization", "Bearer " + old), 401, "token_expired");
    }

    @Test
    void aRevokedTokenIsRefusedAndALaterOneIsNot() throws Exception {
        try (HttpStage own = HttpStage.open()) {
            own.serve(CommunityApi.USER, find -> Future.succeededFuture(profile()));
            String token = own.token();
            assertThat(own.get("/api/v1/users/a", "Authorization", "Bearer " + token)
                            .statusCode())
                    .isEqualTo(200);
            own.bus.publish(NotificationApi.REVOKED, new NotificationApi.Revocation(HttpStage.ALICE, Instant.now()));
            Eventually.holds(
                    "the token is refused",
                    () -> own.get("/api/v1/users/a", "Authorization", "Bearer " + token)
                                    .statusCode()
                            == 401);
            assertThat(own.asAlice("GET", "/api/v1/users/a", "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aPollWhoseTokenIsRevokedWhileItsRightsAreAskedForDoesNotWait() throws Exception {
        try (HttpStage own = HttpStage.open()) {
            Promise<MessagingApi.Participants> rights = Promise.promise();
            CompletableFuture<Void> asked = new CompletableFuture<>();
            own.serve(MessagingApi.PARTICIPANTS, participation -> {
                asked.complete(null);
                return rights.future();
            });
            own.serve(CommunityApi.USER, find -> Future.succeededFuture(profile()));
            own.serve(PollingApi.READ, read -> Promise.<PollingApi.Answer>promise()
                    .future());
            String token = own.token();
            CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> poll(own, token));
            asked.get(20, TimeUnit.SECONDS);
            own.bus.publish(NotificationApi.REVOKED, new NotificationApi.Revocation(HttpStage.ALICE, Instant.now()));
            Eventually.holds(
                    "the token is refused",
                    () -> own.get("/api/v1/users/a", "Authorization", "Bearer " + token)
                                    .statusCode()
                            == 401);
            rights.complete(new MessagingApi.Participants(List.of(HttpStage.ALICE)));
            assertThat(status.get(20, TimeUnit.SECONDS)).isEqualTo(401);
        }
    }

    private static int poll(HttpStage own, String token) {
        try {
            return own.get(
                            "/api/v1/realtime/poll?last_poll_id=x&channels=conversation:" + Ids.next(),
                            "Authorization",
                            "Bearer " + token)
                    .statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void messagesHaveALimitOfTheirOwnPerUser() throws Exception {
        try (HttpStage own = HttpStage.open()) {
            own.serve(
                    MessagingApi.SEND,
                    batch -> Future.succeededFuture(new MessagingApi.SendResults(
                            List.of(send(batch.sends().getFirst())))));
            String body = "{\"content\":\"hi\",\"client_message_id\":\"1\"}";
            for (int i = 0; i < 3; i++) {
                assertThat(own.asAlice("POST", MESSAGES, body).statusCode()).isEqualTo(201);
            }
            var refused = own.asAlice("POST", MESSAGES, body);
            assertError(refused, 429, "rate_limited");
            assertThat(json(refused).path("retry_after_ms").longValue()).isBetween(1L, 1_000L);
        }
    }

    @Test
    void publishingNeedsItsScope() throws Exception {
        assertError(publish(EVENT, "other"), 403, "forbidden");
        var accepted = publish(EVENT, "events:publish");
        assertThat(accepted.statusCode()).isEqualTo(200);
        assertThat(json(accepted).path("status").textValue()).isEqualTo("accepted");
    }

    /** As over the other doors: which type needs it is notification's rule. */
    @Test
    void anActorMayBeWithoutAName() throws Exception {
        var accepted = publish(EVENT.replace(",\"username\":\"bob\"", ""), "events:publish");
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"user_upserted", "user_deleted", "session_revoked"})
    void eventsAboutUsersNeedAnotherScope(String type) throws Exception {
        String event = EVENT.replace("post_liked", type);
        assertError(publish(event, "events:publish"), 403, "forbidden");
        assertError(publish(event, "users:manage"), 403, "forbidden");
        assertThat(publish(event, "events:publish", "users:manage").statusCode())
                .isEqualTo(200);
    }

    @Test
    void eachEventOfAListHasAResultOfItsOwn() throws Exception {
        var answer = publish(
                "[" + EVENT + ",1,{}," + EVENT.replace("post_liked", "unknown") + ","
                        + EVENT.replace("post_liked", "user_deleted") + "]",
                "events:publish");
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode results = json(answer);
        assertThat(results.at("/0/status").textValue()).isEqualTo("accepted");
        assertThat(results.at("/1/code").textValue()).isEqualTo("invalid_data");
        assertThat(results.at("/2/field").textValue()).isEqualTo("id");
        assertThat(results.at("/3/field").textValue()).isEqualTo("type");
        assertThat(results.at("/4/code").textValue()).isEqualTo("forbidden");
        assertThat(results.at("/4/type").textValue()).isEqualTo("error");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"created_at\":\"2026-01-01T00:00:00Z\" | \"created_at\":1       | created_at",
                "\"created_at\":\"2026-01-01T00:00:00Z\" | \"created_at\":\"now\" | created_at",
                "\"type\":\"post_liked\"                 | \"type\":null          | type",
                "\"username\":\"bob\"                    | \"username\":1         | actor.username",
                "\"id\":\"01970000-0000-7000-8000-000000000002\" | \"id\":\"x\"  | actor.id",
                "\"type\":\"post_liked\" | \"type\":\"post_liked\",\"post_id\":\"x\" | post_id",
                "\"type\":\"post_liked\" | \"type\":\"post_liked\",\"like_count\":1.5 | like_count",
                "\"type\":\"post_liked\" | \"type\":\"post_liked\",\"recipient_id\":{} | recipient_id",
            })
    void aBadFieldOfAnEventIsNamed(String good, String bad, String field) throws Exception {
        assertThat(EVENT).contains(good);
        var answer = publish(EVENT.replace(good, bad), "events:publish");
        assertError(answer, 400, "invalid_data");
        assertThat(json(answer).path("field").textValue()).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "null", "\"x\""})
    void whatIsNeitherAnEventNorAListOfSomeIsRefused(String body) throws Exception {
        assertError(publish(body, "events:publish"), 400, "invalid_data");
    }

    @Test
    void aListMayHoldAHundredEvents() throws Exception {
        assertError(publish("[" + "1,".repeat(100) + "1]", "events:publish"), 400, "invalid_data");
        assertThat(json(publish("[" + "1,".repeat(99) + "1]", "events:publish")))
                .hasSize(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/api/", "/api/v1", "/api/v2/users", "/api/v1/nothing", "/api/v1/users/a/b"})
    void anUnknownPathOfTheApiIsNotFound(String path) throws Exception {
        assertError(stage.asAlice("GET", path, ""), 404, "not_found");
    }

    @Test
    void aWrongMethodIsToldTheRightOnes() throws Exception {
        var answer = stage.asAlice("DELETE", "/api/v1/conversations", "");
        assertError(answer, 405, "invalid_data");
        assertThat(answer.headers().firstValue("Allow")).contains("GET, POST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%zz",
                "/api/v1/users/%",
                "/api/v1/users?query=%zz",
                "/%c3%28",
                "/a%00b",
                "/..%2f..%2fetc/passwd",
                "/api/v1/../../../etc/passwd",
                "/;/..;/metrics",
                "//metrics",
                "/\\..\\x",
                "/api/v1/users/%2e%2e%2f"
            })
    void aMalformedUrlNeverShowsAPageOfErrorsOrAFile(String path) throws Exception {
        String answer = stage.raw(
                "GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + stage.token() + "\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 ").doesNotContain("Exception", "root:", "jvm_", "\tat ");
        assertThat(answer).doesNotStartWith("HTTP/1.1 500");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            })
    void whatIsNotHttpIsAnsweredAndOver(String bytes) throws Exception {
        assertThat(stage.raw(bytes)).doesNotContain("200 OK", "101 Switching");
    }

    @Test
    void aRequestLineOrHeaderThatIsTooLongIsTooLarge() throws Exception {
        assertThat(stage.answer("GET /" + "a".repeat(13_000) + " HTTP/1.1\r\n\r\n"))
                .contains("too_large");
        assertThat(stage.answer("GET / HTTP/1.1\r\nX: " + "a".repeat(17_000) + "\r\n\r\n"))
                .contains("too_large");
    }

    @Test
    void http2IsNotSpokenHere() throws Exception {
        String answer = stage.answer("GET /api/v1/users HTTP/1.1\r\nHost: y\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 401");
    }

    @Test
    void callsAreMeasuredByRouteAndNeverByUser() throws Exception {
        stage.asAlice("GET", MESSAGES, "");
        Eventually.holds("the call is measured", () -> stage.metrics
                .scrape()
                .lines()
                .anyMatch(line -> line.startsWith("devthread_http_requests_seconds_count")
                        && line.contains("/api/v1/conversations/:id/messages")));
        assertThat(stage.metrics.scrape()).doesNotContain(HttpStage.ALICE.toString(), CONVERSATION);
    }

    private HttpResponse<String> publish(String body, String... scopes) throws Exception {
        return stage.send("POST", "/api/v1/realtime/events", body, "Authorization", "Bearer " + stage.token(scopes));
    }

    private static Future<CommunityApi.SignedIn> login(CommunityApi.Credentials credentials) {
        return switch (credentials.password()) {
            case "right" ->
                Future.succeededFuture(new CommunityApi.SignedIn(
                        "t", Instant.EPOCH, new CommunityApi.User(HttpStage.ALICE, "alice", Instant.EPOCH)));
            case "often" ->
                Future.failedFuture(Refusal.retryLater(Failure.RATE_LIMITED, "wait", Duration.ofMillis(1_200)));
            default -> Future.failedFuture(Refusal.of(Failure.UNAUTHORIZED, "wrong username or password"));
        };
    }

    private static CommunityApi.Profile profile() {
        return new CommunityApi.Profile(HttpStage.ALICE, "alice", Instant.EPOCH, 3, 1, false);
    }

    private static SendResult send(MessagingApi.Send send) {
        if (send.content().equals("blocked")) {
            return new SendResult(
                    Optional.empty(), Optional.of(ErrorBody.of(Refusal.of(Failure.FORBIDDEN, "blocked"))), false);
        }
        var message = new MessagingApi.Message(
                new MessageId(Ids.next()),
                send.conversationId().orElseThrow(),
                1,
                send.senderId(),
                send.content(),
                send.clientMessageId(),
                0,
                "sent",
                false,
                Optional.empty(),
                false);
        return new SendResult(
                Optional.of(message), Optional.empty(), send.content().equals("again"));
    }

    private static void assertError(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode error = json(answer);
        assertThat(error.path("v").intValue()).isEqualTo(1);
        assertThat(error.path("type").textValue()).isEqualTo("error");
        assertThat(error.path("code").textValue()).isEqualTo(code);
        assertThat(error.path("message").isTextual()).isTrue();
        assertThat(error.path("timestamp").isIntegralNumber()).isTrue();
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.read(answer.body(), JsonNode.class);
    }
}
