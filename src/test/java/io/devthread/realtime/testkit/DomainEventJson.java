package io.devthread.realtime.testkit;

import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Domain events as another service writes them. */
public final class DomainEventJson {
    public static final String PATH = "/api/v1/realtime/events";

    private DomainEventJson() {}

    public static Map<String, Object> liked(UserId actor, String username, UserId author, UUID post) {
        return Map.of(
                "id",
                Ids.next(),
                "type",
                "post_liked",
                "actor",
                Map.of("id", actor, "username", username),
                "recipient_id",
                author,
                "post_id",
                post,
                "created_at",
                Instant.now().toString());
    }
}
