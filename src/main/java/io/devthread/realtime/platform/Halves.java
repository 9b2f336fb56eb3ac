package io.devthread.realtime.platform;

import io.vertx.pgclient.PgException;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Commits a batch in which nothing suffers from its neighbours: what the database refuses is tried again in halves
 * until the one at fault stands alone.
 *
 * @param commit one transaction; throws {@link PgException} when the database refuses it
 * @param refused is told of the one at fault
 */
public record Halves<T>(Consumer<List<T>> commit, BiConsumer<T, PgException> refused) {
    /** Another process wrote the same key, or stood in the way: unique_violation, serialization_failure, deadlock. */
    private static final Set<String> RACES = Set.of("23505", "40001", "40P01");

    public void write(List<T> batch) {
        write(batch, true);
    }

    private void write(List<T> batch, boolean retry) {
        try {
            commit.accept(batch);
        } catch (PgException e) {
            if (retry && RACES.contains(e.getSqlState())) {
                write(batch, false);
            } else if (batch.size() == 1) {
                refused.accept(batch.getFirst(), e);
            } else {
                int middle = batch.size() / 2;
                write(batch.subList(0, middle), true);
                write(batch.subList(middle, batch.size()), true);
            }
        }
    }
}
