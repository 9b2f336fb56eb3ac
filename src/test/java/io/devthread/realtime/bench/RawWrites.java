package io.devthread.realtime.bench;

import io.devthread.realtime.bench.WriteBench.Talk;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.platform.Postgres;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** The baseline: one connection, one statement and one commit for 50 messages, one after the other, nothing else. */
final class RawWrites {
    static final String CONTENT = "The build is green again, have a look when you can. ".repeat(2);

    private static final int BATCH = 50;
    private static final String INSERT = """
            INSERT INTO messages (id, conversation_id, conversation_seq, sender_id, client_message_id, content, sent_at)
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[], $5::text[], $6::text[], $7::timestamptz[])
            """;

    private final Postgres postgres;
    private final List<Talk> talks;
    private int written;

    RawWrites(Postgres postgres, List<Talk> talks) {
        this.postgres = postgres;
        this.talks = talks;
    }

    /** @return seconds */
    double write(int messages) {
        long start = System.nanoTime();
        for (int done = 0; done < messages; done += BATCH) {
            batch(Math.min(BATCH, messages - done));
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void batch(int size) {
        UUID[] ids = new UUID[size];
        UUID[] conversations = new UUID[size];
        Long[] seqs = new Long[size];
        UUID[] senders = new UUID[size];
        String[] keys = new String[size];
        for (int i = 0; i < size; i++, written++) {
            Talk talk = talks.get(written % talks.size());
            ids[i] = Ids.next();
            conversations[i] = talk.id().value();
            seqs[i] = 1L + written / talks.size();
            senders[i] = talk.one().value();
            keys[i] = ids[i].toString();
        }
        OffsetDateTime[] times = new OffsetDateTime[size];
        Arrays.fill(times, OffsetDateTime.now(ZoneOffset.UTC));
        String[] contents = new String[size];
        Arrays.fill(contents, CONTENT);
        postgres.query(INSERT, ids, conversations, seqs, senders, keys, contents, times);
    }
}
