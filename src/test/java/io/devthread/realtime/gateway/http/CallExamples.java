package io.devthread.realtime.gateway.http;

import static java.util.Map.entry;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/** For every documented operation a good request and a bad one, by its {@code operationId}. */
final class CallExamples {
    private static final String API = "/api/v1";
    private static final Map<String, Object> NOTHING = Map.of();
    private static final String NOBODY = Ids.next().toString();

    /** @param why the code of the error that the bad one gets */
    record Example(Supplier<Call> good, Supplier<Call> bad, Failure why) {}

    record Call(Optional<String> token, String path, Optional<Object> body) {}

    private final TestService service;
    private final TestUser ada;
    private final TestUser bea;
    private final String conversation;

    CallExamples(TestService service) {
        this.service = service;
        ada = service.register("ada");
        bea = service.register("bea");
        conversation = ada.conversationWith(bea);
    }

    Map<String, Example> all() {
        Map<String, Example> all = new TreeMap<>();
        List.of(signIn(), people(), posts(), conversations(), told(), privacy(), ownData(), realtime(), operations())
                .forEach(all::putAll);
        return all;
    }

    private Map<String, Example> signIn() {
        TestUser cleo = service.register("cleo");
        TestUser dora = service.register("dora");
        return Map.of(
                "login",
                new Example(
                        () -> anyone("/auth/login", credentials("ada", "correct horse ada")),
                        () -> anyone("/auth/login", credentials("ada", "wrong password")),
                        Failure.UNAUTHORIZED),
                "register",
                new Example(
                        () -> anyone("/auth/register", credentials(newName(), "correct horse")),
                        () -> anyone("/auth/register", credentials("fay", "short")),
                        Failure.INVALID_DATA),
                "refreshToken",
                needingToken(cleo, "/auth/refresh", Optional.of(NOTHING)),
                "logout",
                needingToken(dora, "/auth/logout", Optional.of(NOTHING)));
    }

    private Map<String, Example> people() {
        return Map.of(
                "searchUsers", asking("/users?query=be&limit=10", "/users?limit=0", Failure.INVALID_DATA),
                "getProfile", asking("/users/bea", "/users/nobody", Failure.NOT_FOUND),
                "follow", asking("/users/" + bea.id() + "/follow", "/users/x/follow", Failure.INVALID_DATA),
                "unfollow", asking("/users/" + bea.id() + "/follow", "/users/x/follow", Failure.INVALID_DATA));
    }

    private Map<String, Example> posts() {
        String post = post(ada);
        String unknown = "/posts/" + NOBODY;
        ada.post(API + "/posts/" + post + "/comments", Map.of("content", "first"));
        return Map.of(
                "listPosts", asking("/posts?author_id=" + ada.id(), "/posts?author_id=x", Failure.INVALID_DATA),
                "writePost", telling("/posts", Map.of("content", "@bea hello"), Map.of("content", " ")),
                "getPost", asking("/posts/" + post, unknown, Failure.NOT_FOUND),
                "deletePost",
                        new Example(
                                () -> of(ada, "/posts/" + post(ada)),
                                () -> of(bea, "/posts/" + post),
                                Failure.FORBIDDEN),
                "likePost", asking("/posts/" + post + "/like", unknown + "/like", Failure.NOT_FOUND),
                "unlikePost", asking("/posts/" + post + "/like", unknown + "/like", Failure.NOT_FOUND),
                "listComments", asking("/posts/" + post + "/comments", unknown + "/comments", Failure.NOT_FOUND),
                "writeComment",
                        telling("/posts/" + post + "/comments", Map.of("content", "nice"), Map.of("content", 7)));
    }

    private Map<String, Example> conversations() {
        String path = "/conversations/" + conversation;
        String messages = path + "/messages";
        String message = ada.post(API + messages, Map.of("content", "hello", "client_message_id", "1"))
                .body()
                .path("id")
                .asText();
        return Map.of(
                "listConversations", asking("/conversations", "/conversations?cursor=!", Failure.INVALID_DATA),
                "openConversation",
                        telling("/conversations", Map.of("participant_id", bea.id()), Map.of("participant_id", "bea")),
                "listMessages", asking(messages + "?after_seq=0", messages + "?before_seq=0", Failure.INVALID_DATA),
                "sendMessage",
                        telling(
                                messages,
                                Map.of("content", "again", "client_message_id", "2"),
                                Map.of("content", "", "client_message_id", "3")),
                "markMessagesRead",
                        telling(
                                path + "/read",
                                Map.of("message_ids", List.of(message)),
                                Map.of("message_ids", List.of())));
    }

    private Map<String, Example> told() {
        return Map.of(
                "listNotifications", asking("/notifications", "/notifications?limit=101", Failure.INVALID_DATA),
                "countUnreadNotifications", needingToken(ada, "/notifications/unread-count", Optional.empty()),
                "markNotificationsRead",
                        telling(
                                "/notifications/read",
                                Map.of("all", true),
                                Map.of("all", true, "notification_ids", List.of())),
                "queryPresence",
                        asking("/presence?user_ids=" + bea.id(), "/presence?user_ids=bea", Failure.INVALID_DATA),
                "getOwnPresence", needingToken(ada, "/presence/me", Optional.empty()),
                "setOwnPresence", telling("/presence/me", Map.of("status", "busy"), Map.of("status", "asleep")));
    }

    private Map<String, Example> privacy() {
        TestUser gus = service.register("gus");
        return Map.of(
                "listBlocks", asking("/blocks", "/blocks?limit=x", Failure.INVALID_DATA),
                "block", asking("/blocks/" + gus.id(), "/blocks/" + NOBODY, Failure.NOT_FOUND),
                "unblock", asking("/blocks/" + gus.id(), "/blocks/x", Failure.INVALID_DATA),
                "getSettings", needingToken(ada, "/settings", Optional.empty()),
                "replaceSettings",
                        telling("/settings", Map.of("feed_auto_refresh", true), Map.of("read_receipts", "no")),
                "changeSettings",
                        telling(
                                "/settings",
                                Map.of("notification_types", Map.of("like", false)),
                                Map.of("notification_types", Map.of("poke", false))));
    }

    private Map<String, Example> ownData() {
        return Map.of(
                "exportOwnData", needingToken(ada, "/me/export", Optional.empty()),
                "eraseOwnData", needingToken(service.register("hal"), "/me/data", Optional.empty()));
    }

    private Map<String, Example> operations() {
        String message = ada.post(
                        API + "/conversations/" + conversation + "/messages",
                        Map.of("content", "traced", "client_message_id", "traced"))
                .body()
                .path("id")
                .asText();
        return Map.of(
                "traceEvent", operating("/admin/trace/" + message, "/admin/trace/" + NOBODY, Failure.NOT_FOUND),
                "listConnections",
                        operating("/admin/connections?limit=10", "/admin/connections?limit=0", Failure.INVALID_DATA),
                "getStats",
                        new Example(() -> operator("/admin/stats"), () -> of(ada, "/admin/stats"), Failure.FORBIDDEN));
    }

    private Example operating(String good, String bad, Failure why) {
        return new Example(() -> operator(good), () -> operator(bad), why);
    }

    private Call operator(String path) {
        String token = service.token(ada.id(), Instant.now().plusSeconds(600), "admin");
        return new Call(Optional.of(token), API + path, Optional.empty());
    }

    private Map<String, Example> realtime() {
        String publisher = service.token(ada.id(), Instant.now().plusSeconds(600), "events:publish");
        Map<String, Object> event = Map.of(
                "id", Ids.next(),
                "type", "user_followed",
                "actor", Map.of("id", bea.id(), "username", "bea"),
                "recipient_id", ada.id(),
                "created_at", Instant.now().toString());
        Map<String, Object> ping =
                Map.of("v", 1, "id", "1", "type", "notification", "event", "mark_read", "data", Map.of("all", true));
        String poll = "/realtime/poll?timeout=";
        return Map.ofEntries(
                entry("poll", asking(poll + "0", poll + "31", Failure.INVALID_DATA)),
                entry("sendCommands", telling("/realtime/commands", ping, Collections.nCopies(21, ping))),
                entry(
                        "publishEvents",
                        new Example(
                                () -> new Call(Optional.of(publisher), API + "/realtime/events", Optional.of(event)),
                                () -> new Call(Optional.of(ada.token()), API + "/realtime/events", Optional.of(event)),
                                Failure.FORBIDDEN)));
    }

    private static String newName() {
        return "erin-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static String post(TestUser author) {
        return author.post(API + "/posts", Map.of("content", "hello"))
                .body()
                .path("id")
                .asText();
    }

    private Example asking(String good, String bad, Failure why) {
        return new Example(() -> of(ada, good), () -> of(ada, bad), why);
    }

    private Example telling(String path, Object good, Object bad) {
        return new Example(() -> telling(path, good), () -> telling(path, bad), Failure.INVALID_DATA);
    }

    private static Example needingToken(TestUser user, String path, Optional<Object> body) {
        return new Example(
                () -> new Call(Optional.of(user.token()), API + path, body),
                () -> new Call(Optional.empty(), API + path, body),
                Failure.UNAUTHORIZED);
    }

    private Call telling(String path, Object body) {
        return new Call(Optional.of(ada.token()), API + path, Optional.of(body));
    }

    private static Call of(TestUser user, String path) {
        return new Call(Optional.of(user.token()), API + path, Optional.empty());
    }

    private static Call anyone(String path, Object body) {
        return new Call(Optional.empty(), API + path, Optional.of(body));
    }

    private static Map<String, Object> credentials(String username, String password) {
        return Map.of("username", username, "password", password);
    }
}
