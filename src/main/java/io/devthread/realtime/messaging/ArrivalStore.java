package io.devthread.realtime.messaging;

import static io.devthread.realtime.platform.Postgres.await;

import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.delivery.StoredBodies;
import io.devthread.realtime.messaging.Arrival.OutboxRow;
import io.devthread.realtime.messaging.Arrival.Outstanding;
import io.devthread.realtime.messaging.LockedConversation.Side;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.MessageId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Columns;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.Postgres.Writes;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** How far each participant's devices have everything: {@code delivered_a} and {@code delivered_b}. */
final class ArrivalStore {
    /** Read of the outbox for each conversation; more stand there only while Redis is away. */
    static final int OUTBOX_ROWS = 100;

    /**
     * One snapshot of the conversations in which the users' devices have something to confirm, and of what is perhaps
     * not logged yet. While one of the two blocks the other nothing passes, so nothing is delivered either.
     */
    static final String OUTSTANDING = """
            SELECT u.user_id, c.id, c.last_seq, o.place, o.event_id, o.body
            FROM unnest($1::uuid[]) AS u(user_id)
            CROSS JOIN LATERAL (
                SELECT id, user_a, user_b, last_seq FROM conversations
                WHERE user_a = u.user_id AND delivered_a < last_seq
                UNION ALL
                SELECT id, user_a, user_b, last_seq FROM conversations
                WHERE user_b = u.user_id AND delivered_b < last_seq
            ) AS c
            LEFT JOIN LATERAL (
                SELECT conversation_seq AS place, event_id, body FROM outbox
                WHERE user_id = u.user_id AND conversation_id = c.id
                ORDER BY conversation_seq LIMIT $2
            ) AS o ON true
            WHERE NOT is_blocked(c.user_a, c.user_b)
            ORDER BY c.id, o.place
            """;

    /** Without messages that have been read: of those the sender has been told already. */
    static final String NEWLY_DELIVERED = """
            SELECT m.conversation_id, m.sender_id, m.id
            FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[]) AS k(conversation_id, sender_id, after, up_to)
            JOIN messages m ON m.conversation_id = k.conversation_id AND m.sender_id = k.sender_id
                AND m.conversation_seq > k.after AND m.conversation_seq <= k.up_to
            WHERE m.read_at IS NULL
            ORDER BY m.conversation_id, m.conversation_seq
            """;

    private final Postgres postgres;
    private final StoredBodies bodies;

    /** What one participant's devices have now and had not before, of the other's messages. */
    private record Step(Told told, long after, long upTo) {}

    /** One of the two in a conversation. */
    private record Participation(UserId user, ConversationId conversation) {}

    /** The sender in a conversation who is told of it. */
    record Told(ConversationId conversation, UserId sender) {}

    ArrivalStore(Postgres postgres, StoredBodies bodies) {
        this.postgres = postgres;
        this.bodies = bodies;
    }

    /** Without conversations of which this process can't read an event: so nothing of them is known. */
    List<Outstanding> outstanding(List<UserId> users) {
        Map<Participation, Outstanding> found = new LinkedHashMap<>();
        Set<Participation> unreadable = new HashSet<>();
        for (Row row : postgres.query(OUTSTANDING, Columns.of(users).ids(UserId::value), OUTBOX_ROWS)) {
            Participation one =
                    new Participation(new UserId(row.getUUID("user_id")), new ConversationId(row.getUUID("id")));
            Outstanding known = found.computeIfAbsent(
                    one,
                    first -> new Outstanding(
                            one.user(), one.conversation(), row.getLong("last_seq"), new ArrayList<>()));
            if (row.getLong("place") != null) {
                bodies.read(row.getUUID("event_id"), one.user(), row.getString("body"))
                        .ifPresentOrElse(
                                body -> known.outbox().add(new OutboxRow(row.getLong("place"), ToldMessage.in(body))),
                                () -> unreadable.add(one));
            }
        }
        found.keySet().removeAll(unreadable);
        return List.copyOf(found.values());
    }

    /** @return in the outbox since COMMIT, and to be delivered now */
    List<DurableEvent> advance(List<Arrival> arrivals, Instant now) {
        return postgres.inPipelinedTransaction(connection -> {
            Set<ConversationId> ids =
                    arrivals.stream().map(Arrival::conversation).collect(Collectors.toSet());
            Changes changes =
                    new Changes(LockedConversations.of(await(LockedConversations.lock(connection, ids))), bodies);
            List<Step> steps = arrivals.stream()
                    .flatMap(arrival -> step(arrival, changes).stream())
                    .toList();
            if (!steps.isEmpty()) {
                newlyDelivered(connection, steps)
                        .forEach((told, messages) -> ReceiptEvents.delivered(changes, told, messages, now));
            }
            return new Writes<>(changes.events(), changes.write(connection));
        });
    }

    /** Empty when another confirmation has come as far already. */
    private static Optional<Step> step(Arrival arrival, Changes changes) {
        LockedConversation conversation = changes.of(arrival.conversation());
        Side side = conversation.of(arrival.user());
        if (arrival.upTo() <= side.delivered()) {
            return Optional.empty();
        }
        changes.put(conversation.with(side.withDelivered(arrival.upTo())));
        Told told = new Told(
                conversation.id(), conversation.partnerOf(arrival.user()).user());
        return Optional.of(new Step(told, side.delivered(), arrival.upTo()));
    }

    private static Map<Told, List<MessageId>> newlyDelivered(SqlConnection connection, List<Step> steps) {
        Columns<Step> rows = Columns.of(steps);
        RowSet<Row> found = await(connection
                .preparedQuery(NEWLY_DELIVERED)
                .execute(Columns.tuple(
                        rows.ids(step -> step.told().conversation().value()),
                        rows.ids(step -> step.told().sender().value()),
                        rows.column(Long[]::new, Step::after),
                        rows.column(Long[]::new, Step::upTo))));
        return StreamSupport.stream(found.spliterator(), false)
                .collect(Collectors.groupingBy(
                        row -> new Told(
                                new ConversationId(row.getUUID("conversation_id")),
                                new UserId(row.getUUID("sender_id"))),
                        LinkedHashMap::new,
                        Collectors.mapping(row -> new MessageId(row.getUUID("id")), Collectors.toList())));
    }
}
