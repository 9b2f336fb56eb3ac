package io.devthread.realtime.privacy;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Cursor;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.PageRules;
import io.devthread.realtime.privacy.PrivacyApi.Block;
import io.devthread.realtime.privacy.PrivacyApi.BlockPage;
import io.devthread.realtime.privacy.PrivacyApi.Blocked;
import io.devthread.realtime.privacy.PrivacyApi.Changed;
import io.devthread.realtime.privacy.PrivacyApi.ListBlocks;
import io.devthread.realtime.privacy.PrivacyApi.Pair;
import io.devthread.realtime.privacy.PrivacyApi.Unblocked;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Whom people have blocked. A block holds both ways from its COMMIT on: whoever it concerns asks the table. */
final class Blocks {
    /** Blocks that one statement of an erasure ends: far from the time that it may take. */
    static final int BATCH = 1_000;

    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");
    private static final UUID LAST_ID = new UUID(-1, -1);

    private final BlockStore store;
    private final Consumer<Changed> changed;
    private final Clock clock;

    /** @param changed is told of what has been committed */
    Blocks(BlockStore store, Consumer<Changed> changed, Clock clock) {
        this.store = store;
        this.changed = changed;
        this.clock = clock;
    }

    Block block(Pair pair) {
        if (pair.userId().equals(pair.otherId())) {
            throw Refusal.invalid("user_id", "must be another user");
        }
        boolean created = store.insert(pair, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        Blocked blocked = store.find(pair).orElseThrow(() -> Refusal.of(Failure.NOT_FOUND, "there is no such user"));
        tell(pair);
        return new Block(blocked, created);
    }

    Unblocked unblock(Pair pair) {
        store.delete(pair);
        tell(pair);
        return new Unblocked();
    }

    /** A repeated one, too: the process that committed the first may have died before telling. */
    private void tell(Pair pair) {
        changed.accept(new Changed(pair.userId(), Optional.of(pair.otherId())));
    }

    /** For an erasure. @return how many are gone: none when none are left */
    long unblockSome(UserId user) {
        List<UserId> others = store.deleteSome(user, BATCH);
        others.forEach(other -> changed.accept(new Changed(user, Optional.of(other))));
        return others.size();
    }

    BlockPage list(ListBlocks request) {
        int limit = PageRules.checkedLimit(request.limit());
        Cursor start = PageRules.cursor(request.cursor(), Cursor.of(END_OF_TIME.toEpochMilli(), LAST_ID));
        List<Blocked> found = store.list(request.userId(), moment(start), id(start), limit + 1);
        if (found.size() <= limit) {
            return new BlockPage(found, Optional.empty());
        }
        Blocked last = found.get(limit - 1);
        String next = Cursor.of(last.blockedAt().toEpochMilli(), last.id()).text();
        return new BlockPage(found.subList(0, limit), Optional.of(next));
    }

    private static Instant moment(Cursor cursor) {
        long millis = PageRules.readCursor(() -> Long.parseLong(cursor.key().get(0)));
        return Instant.ofEpochMilli(Math.clamp(millis, 0, END_OF_TIME.toEpochMilli()));
    }

    private static UUID id(Cursor cursor) {
        return PageRules.readCursor(() -> Ids.parse(cursor.key().get(1)));
    }
}
