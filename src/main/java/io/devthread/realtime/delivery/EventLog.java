package io.devthread.realtime.delivery;

import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.platform.LuaScript;
import io.devthread.realtime.platform.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The writing end of the users' logs: {@code delivery_append.lua} and {@code delivery_redact.lua}. */
final class EventLog {
    /** How long a redaction waits in Redis for events that are not logged yet: no append is under way for longer. */
    private static final Duration UNLOGGED_MEMORY = Duration.ofMinutes(10);

    private final LuaScript append;
    private final LuaScript redact;
    private final String length;
    private final String ttl;

    EventLog(RedisLink redis, DeliveryConfig config) {
        this.append = redis.script("delivery_log", "delivery_append");
        this.redact = redis.script("delivery_log", "delivery_redact");
        this.length = Integer.toString(config.logLength());
        this.ttl = Long.toString(config.logTtl().toMillis());
    }

    /** For the first try: what comes right before it in its conversation must be logged. */
    Future<Appended> append(DurableEvent event) {
        return append(event, justBefore(event), "");
    }

    /**
     * @param predecessor the {@code conversation_seq} that must be logged before this event; 0 when PostgreSQL says
     *     that nothing before it still has to be
     */
    Future<Appended> append(DurableEvent event, long predecessor) {
        return append(event, predecessor, "");
    }

    /** @param history in which the log is whole once this event stands in it: see {@code delivery_prove.lua} */
    Future<Appended> appendFirst(DurableEvent event, String history) {
        return append(event, justBefore(event), history);
    }

    private static long justBefore(DurableEvent event) {
        return event.order().map(order -> order.seq() - 1).orElse(0L);
    }

    private Future<Appended> append(DurableEvent event, long predecessor, String history) {
        List<String> arguments = List.of(
                event.id().toString(),
                event.body(),
                Epochs.next(),
                length,
                ttl,
                event.order().map(order -> order.conversation().toString()).orElse(""),
                event.order().map(order -> Long.toString(order.seq())).orElse("0"),
                Long.toString(predecessor),
                history);
        return append.call(new UserKeys(event.user()).ofAppend(), arguments).map(EventLog::appended);
    }

    /** Replaces what is logged of these events. Any number of times and in any order: the newest version stays. */
    Future<Void> redact(Redaction redaction, boolean unlogged) {
        UserKeys keys = new UserKeys(redaction.user());
        List<String> arguments = new ArrayList<>(List.of(
                redaction.body(),
                Long.toString(redaction.version()),
                unlogged ? "1" : "0",
                Long.toString(UNLOGGED_MEMORY.toMillis())));
        redaction.events().forEach(event -> arguments.add(event.toString()));
        return redact.call(List.of(keys.log(), keys.redacted()), arguments).mapEmpty();
    }

    private static Appended appended(Response answer) {
        return switch (answer.get(0).toString()) {
            case "appended" ->
                new Appended.Logged(
                        new Position(answer.get(2).toString(), answer.get(1).toLong()),
                        Optional.of(answer.get(3).toString()).filter(body -> !body.isEmpty()),
                        IntStream.range(4, answer.size())
                                .mapToObj(i -> new NodeId(answer.get(i).toString()))
                                .toList());
            case "repeated" ->
                new Appended.Repeated(
                        new Position(answer.get(2).toString(), answer.get(1).toLong()));
            case "hole" -> new Appended.Hole();
            case "unproven" -> new Appended.Unproven();
            default -> throw new IllegalStateException("delivery_append answered " + answer);
        };
    }
}
