package io.devthread.realtime.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.notification.NotificationApi.Actor;
import io.devthread.realtime.notification.NotificationApi.MarkRead;
import io.devthread.realtime.notification.NotificationApi.Notification;
import io.devthread.realtime.notification.NotificationApi.NotificationPage;
import io.devthread.realtime.notification.NotificationApi.UnreadCount;
import io.vertx.core.Future;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotificationRoutesIT {
    private static final String READ = "/api/v1/notifications/read";
    private static final UUID ID = UUID.fromString("01970000-0000-7000-8000-0000000000a1");
    private static final List<MarkRead> MARKED = new CopyOnWriteArrayList<>();

    private static HttpStage stage;

    @BeforeAll
    static void open() throws Exception {
        stage = HttpStage.open();
        stage.serve(
                NotificationApi.LIST,
                list -> Future.succeededFuture(new NotificationPage(
                        List.of(followedBy(list.userId())),
                        Optional.of("limit" + list.limit() + list.cursor().orElse("")))));
        stage.serve(NotificationApi.UNREAD_COUNT, count -> Future.succeededFuture(new UnreadCount(3)));
        stage.serve(NotificationApi.MARK_READ, mark -> {
            MARKED.add(mark);
            return Future.succeededFuture(new UnreadCount(2));
        });
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @BeforeEach
    void forget() {
        MARKED.clear();
    }

    @Test
    void theListIsTakenByPages() throws Exception {
        JsonNode page = json(stage.asAlice("GET", "/api/v1/notifications?limit=7&cursor=abc", ""));
        assertThat(page.path("next").textValue()).isEqualTo("limit7abc");
        JsonNode first = page.path("items").path(0);
        assertThat(first.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "id",
                        "type",
                        "actor",
                        "actors_count",
                        "post_id",
                        "comment_id",
                        "read",
                        "created_at",
                        "updated_at");
        assertThat(first.path("post_id").isNull()).isTrue();
        assertThat(first.at("/actor/id").textValue()).isEqualTo(HttpStage.ALICE.toString());
    }

    @Test
    void theUnreadCountIsANumberInAnObject() throws Exception {
        HttpResponse<String> answer = stage.asAlice("GET", "/api/v1/notifications/unread-count", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"unread_count\":3}");
    }

    @Test
    void someOrAllAreMarkedAsReadForTheCallerOnly() throws Exception {
        assertThat(stage.asAlice("POST", READ, "{\"notification_ids\":[\"" + ID + "\"]}")
                        .body())
                .isEqualTo("{\"unread_count\":2}");
        assertThat(stage.asAlice("POST", READ, "{\"all\":true}").statusCode()).isEqualTo(200);
        assertThat(MARKED)
                .containsExactly(
                        new MarkRead(HttpStage.ALICE, List.of(ID), false),
                        new MarkRead(HttpStage.ALICE, List.of(), true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                                        | notification_ids",
                "{\"all\":false}                                                           | notification_ids",
                "{\"all\":true,\"notification_ids\":[\"01970000-0000-7000-8000-0000000000a1\"]} | notification_ids",
                "{\"notification_ids\":[]}                                                 | notification_ids",
                "{\"notification_ids\":[\"1-1-1-1-1\"]}                                    | notification_ids",
                "{\"notification_ids\":[7]}                                                | notification_ids",
                "{\"notification_ids\":\"01970000-0000-7000-8000-0000000000a1\"}           | notification_ids",
                "{\"all\":\"yes\"}                                                         | all",
                "{\"all\":1}                                                               | all"
            })
    void whatIsNeitherIdsNorAllIsRefusedWithTheField(String body, String field) throws Exception {
        HttpResponse<String> answer = stage.asAlice("POST", READ, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer).path("code").textValue()).isEqualTo("invalid_data");
        assertThat(json(answer).path("field").textValue()).isEqualTo(field);
        assertThat(MARKED).isEmpty();
    }

    @Test
    void withoutATokenThereIsNothing() throws Exception {
        assertThat(stage.get("/api/v1/notifications").statusCode()).isEqualTo(401);
        assertThat(stage.get("/api/v1/notifications/unread-count").statusCode()).isEqualTo(401);
        assertThat(stage.send("POST", READ, "{\"all\":true}").statusCode()).isEqualTo(401);
    }

    private static Notification followedBy(UserId user) {
        return new Notification(
                ID,
                "follow",
                new Actor(user, "somebody"),
                1,
                Optional.empty(),
                Optional.empty(),
                false,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.read(answer.body(), JsonNode.class);
    }
}
