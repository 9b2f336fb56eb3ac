package io.devthread.realtime.messaging;

import io.devthread.realtime.messaging.LockedConversation.Side;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Columns;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Reads rows of conversations to change them, and writes them back, within one transaction. */
final class LockedConversations {
    static final String COLUMNS = """
            c.id, c.user_a, c.user_b, c.last_seq, c.unread_a, c.unread_b, c.delivered_a, c.delivered_b,
            c.told_a, c.told_b, c.updated_at
            """;

    /** In id order, in every process: two batches never hold what the other waits for. */
    static final String LOCK = """
            SELECT %s FROM conversations c WHERE c.id = ANY($1::uuid[]) ORDER BY c.id FOR UPDATE
            """.formatted(COLUMNS);

    static final String UPDATE = """
            UPDATE conversations c
            SET last_seq = n.last_seq, unread_a = n.unread_a, unread_b = n.unread_b, delivered_a = n.delivered_a,
                delivered_b = n.delivered_b, told_a = n.told_a, told_b = n.told_b, updated_at = n.updated_at
            FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
                        $8::bigint[], $9::timestamptz[])
                AS n(id, last_seq, unread_a, unread_b, delivered_a, delivered_b, told_a, told_b, updated_at)
            WHERE c.id = n.id
            """;

    private LockedConversations() {}

    static Future<RowSet<Row>> lock(SqlConnection connection, Collection<ConversationId> ids) {
        UUID[] values = Columns.of(ids).ids(ConversationId::value);
        return connection.preparedQuery(LOCK).execute(Columns.tuple((Object) values));
    }

    /** In id order; {@code rows} have {@link #COLUMNS}. */
    static Map<ConversationId, LockedConversation> of(RowSet<Row> rows) {
        Map<ConversationId, LockedConversation> locked = new LinkedHashMap<>();
        for (Row row : rows) {
            LockedConversation conversation = new LockedConversation(
                    new ConversationId(row.getUUID("id")),
                    side(row, "a"),
                    side(row, "b"),
                    row.getLong("last_seq"),
                    row.getOffsetDateTime("updated_at").toInstant());
            locked.put(conversation.id(), conversation);
        }
        return locked;
    }

    static Future<RowSet<Row>> update(SqlConnection connection, Collection<LockedConversation> changed) {
        Columns<LockedConversation> rows = Columns.of(changed);
        return connection
                .preparedQuery(UPDATE)
                .execute(Columns.tuple(
                        rows.ids(conversation -> conversation.id().value()),
                        rows.column(Long[]::new, LockedConversation::lastSeq),
                        rows.column(
                                Long[]::new, conversation -> conversation.a().unread()),
                        rows.column(
                                Long[]::new, conversation -> conversation.b().unread()),
                        rows.column(
                                Long[]::new, conversation -> conversation.a().delivered()),
                        rows.column(
                                Long[]::new, conversation -> conversation.b().delivered()),
                        rows.column(
                                Long[]::new, conversation -> conversation.a().told()),
                        rows.column(
                                Long[]::new, conversation -> conversation.b().told()),
                        rows.column(
                                OffsetDateTime[]::new,
                                conversation -> conversation.updatedAt().atOffset(ZoneOffset.UTC))));
    }

    private static Side side(Row row, String which) {
        return new Side(
                new UserId(row.getUUID("user_" + which)),
                row.getLong("unread_" + which),
                row.getLong("delivered_" + which),
                row.getLong("told_" + which));
    }
}
