package io.devthread.realtime.gateway.http;

import static io.devthread.realtime.gateway.http.HttpStage.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.devthread.realtime.messaging.MessagingApi;
import io.devthread.realtime.model.Export.Ask;
import io.devthread.realtime.model.Export.Page;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.presence.PresenceApi;
import io.devthread.realtime.presence.PresenceApi.Kept;
import io.devthread.realtime.privacy.PrivacyApi;
import io.devthread.realtime.privacy.PrivacyApi.Account;
import io.devthread.realtime.privacy.PrivacyApi.BlockPage;
import io.devthread.realtime.privacy.PrivacyApi.Blocked;
import io.devthread.realtime.privacy.PrivacyApi.Erasure;
import io.devthread.realtime.privacy.PrivacyApi.Settings;
import io.devthread.realtime.testkit.Eventually;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The export and the erasure as HTTP calls; the capabilities behind them are the test's own. */
class OwnDataRoutesIT {
    private static final String EXPORT = "/api/v1/me/export";
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Blocked BOB = new Blocked(ALICE, "bob", NOON);

    private HttpStage stage;
    private Function<Ask, Future<Page>> conversations = ask -> page(ask, 3);
    private Function<Ask, Future<Page>> deeds = ask -> page(ask, 1);

    @BeforeEach
    void open() throws Exception {
        stage = HttpStage.open();
        stage.serve(
                PrivacyApi.ACCOUNT,
                of -> Future.succeededFuture(
                        new Account(of.userId(), Optional.of("alice"), Optional.empty(), List.of())));
        stage.serve(
                PrivacyApi.SETTINGS,
                of -> Future.succeededFuture(
                        new Settings(true, true, true, false, false, false, Map.of("like", true))));
        stage.serve(PresenceApi.KEPT, of -> Future.succeededFuture(new Kept(Optional.of("busy"), Optional.of(NOON))));
        stage.serve(PrivacyApi.BLOCKS, ask -> Future.succeededFuture(new BlockPage(List.of(BOB), Optional.empty())));
        stage.serve(MessagingApi.EXPORT, ask -> conversations.apply(ask));
        stage.serve(NotificationApi.EXPORT, ask -> Future.succeededFuture(new Page(List.of(), Optional.empty())));
        stage.serve(NotificationApi.EXPORT_DEEDS, ask -> deeds.apply(ask));
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void everySectionStandsInOneDocumentWithAllItsPages() throws Exception {
        HttpResponse<String> answer = stage.asAlice("GET", EXPORT, "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
                .matches("attachment; filename=\"devthread-export-\\d{4}-\\d\\d-\\d\\d.json\"");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        JsonNode document = Json.read(answer.body(), JsonNode.class);
        assertThat(document.properties().stream().map(Map.Entry::getKey))
                .containsExactly(
                        "exported_at",
                        "user",
                        "settings",
                        "presence",
                        "blocks",
                        "conversations",
                        "notifications",
                        "interactions");
        assertThat(document.at("/user/username").asText()).isEqualTo("alice");
        assertThat(document.at("/settings/typing_indicators").asBoolean()).isTrue();
        assertThat(document.at("/presence/chosen_status").asText()).isEqualTo("busy");
        assertThat(document.at("/blocks/0/username").asText()).isEqualTo("bob");
        assertThat(document.path("conversations")).map(JsonNode::asText).containsExactly("item 0", "item 1", "item 2");
        assertThat(document.path("notifications")).isEmpty();
    }

    @Test
    void whatFailsBeforeTheFirstByteIsAnOrdinaryError() throws Exception {
        deeds = ask -> Future.failedFuture("broken");

        HttpResponse<String> answer = stage.asAlice("GET", EXPORT, "");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(Json.read(answer.body(), JsonNode.class).path("code").asText())
                .isEqualTo("internal");
    }

    @Test
    void whatFailsInTheMiddleCutsTheConnection() {
        conversations = ask -> ask.cursor().isEmpty() ? page(ask, 3) : Future.failedFuture("broken");

        assertThatThrownBy(() -> stage.asAlice("GET", EXPORT, "")).isInstanceOf(IOException.class);
    }

    @Test
    void noMoreIsReadThanTheClientTakes() throws Exception {
        int pages = 2_000;
        AtomicInteger asked = new AtomicInteger();
        JsonNode big = TextNode.valueOf("x".repeat(64 * 1024));
        conversations = ask -> Future.succeededFuture(
                new Page(List.of(big), asked.incrementAndGet() < pages ? Optional.of("more") : Optional.empty()));

        try (Socket socket = stage.connect()) {
            socket.getOutputStream().write(request().getBytes(StandardCharsets.US_ASCII));
            AtomicInteger seen = new AtomicInteger();
            AtomicInteger looks = new AtomicInteger();
            Eventually.holds("it has stopped reading", () -> {
                looks.set(seen.getAndSet(asked.get()) == asked.get() ? looks.get() + 1 : 0);
                return asked.get() > 1 && looks.get() > 50;
            });
            assertThat(asked).hasValueLessThan(pages);

            String end = rest(socket.getInputStream());
            assertThat(asked).hasValue(pages);
            assertThat(end).endsWith("\r\n0\r\n\r\n").contains("\"interactions\"");
        }
    }

    @Test
    void anErasureIsAnsweredWithItsRecord() throws Exception {
        Erasure open = new Erasure(Ids.next(), ALICE, NOON, Optional.empty(), Map.of());
        Erasure done = new Erasure(open.id(), ALICE, NOON, Optional.of(NOON), Map.of("messages", 3L));
        AtomicInteger looks = new AtomicInteger();
        stage.serve(PrivacyApi.ERASE, of -> Future.succeededFuture(open));
        stage.serve(PrivacyApi.ERASURE, of -> Future.succeededFuture(looks.incrementAndGet() < 4 ? open : done));

        HttpResponse<String> first = stage.asAlice("DELETE", "/api/v1/me/data", "");
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(Json.read(first.body(), JsonNode.class).path("completed_at").isNull())
                .isTrue();

        HttpResponse<String> second = stage.asAlice("DELETE", "/api/v1/me/data", "");
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(Json.read(second.body(), JsonNode.class)
                        .at("/erased/messages")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void strangersGetNothing() throws Exception {
        assertThat(stage.get(EXPORT).statusCode()).isEqualTo(401);
        assertThat(stage.send("DELETE", "/api/v1/me/data", "").statusCode()).isEqualTo(401);
    }

    private String request() {
        return "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                .formatted(EXPORT, stage.token());
    }

    /** The last of what comes. */
    private static String rest(InputStream in) throws IOException {
        byte[] buffer = new byte[1 << 20];
        String last = "";
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            String text = last + new String(buffer, 0, read, StandardCharsets.UTF_8);
            last = text.substring(Math.max(0, text.length() - 1_000));
        }
        return last;
    }

    /** One item a page. */
    private static Future<Page> page(Ask ask, int pages) {
        int number = ask.cursor().map(Integer::parseInt).orElse(0);
        Optional<String> next =
                Optional.of(number + 1).filter(more -> more < pages).map(String::valueOf);
        return Future.succeededFuture(new Page(List.of(TextNode.valueOf("item " + number)), next));
    }
}
