package io.devthread.realtime.delivery;

import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.LuaScript;
import io.devthread.realtime.platform.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What follows for a conversation from the position of its log that a user's device has confirmed. */
public final class Confirmations {
    private final LuaScript confirmed;

    /**
     * The log at one moment.
     *
     * @param logged for each conversation the last place of its order that is in the log, 0 when that is not known
     * @param unconfirmed the bodies of the events after the confirmed position
     */
    public record Confirmed(Map<ConversationId, Long> logged, List<String> unconfirmed) {}

    public Confirmations(RedisLink redis) {
        this.confirmed = redis.script("delivery_log", "delivery_confirmed");
    }

    /**
     * Empty when the position proves nothing: it is of another epoch, beyond the log's end, or so old that what follows
     * it has left the log. Fails with {@code unavailable} when Redis is away.
     */
    public Future<Optional<Confirmed>> of(UserId user, Position position, List<ConversationId> conversations) {
        List<String> arguments = new ArrayList<>(List.of(position.epoch(), Long.toString(position.seq())));
        conversations.forEach(conversation -> arguments.add(conversation.toString()));
        return confirmed
                .call(new UserKeys(user).ofConfirmation(), arguments)
                .map(answer -> answer.get(0).toString().equals("full")
                        ? Optional.of(confirmed(answer, conversations))
                        : Optional.empty());
    }

    private static Confirmed confirmed(Response answer, List<ConversationId> conversations) {
        Map<ConversationId, Long> logged = new HashMap<>();
        IntStream.range(0, conversations.size())
                .forEach(i -> logged.put(conversations.get(i), answer.get(1 + i).toLong()));
        Stream<String> bodies = IntStream.range(1 + conversations.size(), answer.size())
                .mapToObj(i -> answer.get(i).toString());
        return new Confirmed(logged, bodies.toList());
    }
}
