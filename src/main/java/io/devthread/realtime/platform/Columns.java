package io.devthread.realtime.platform;

import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Rows as the parameters of a statement that reads them by {@code unnest($1, $2, …)}: an array for each column.
 *
 * @param <R> a row
 */
public final class Columns<R> {
    private final List<R> rows;

    private Columns(Collection<R> rows) {
        this.rows = List.copyOf(rows);
    }

    public static <R> Columns<R> of(Collection<R> rows) {
        return new Columns<>(rows);
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** One column, for {@code = ANY($1)} and the like. */
    public UUID[] ids(Function<R, UUID> id) {
        return column(UUID[]::new, id);
    }

    public <V> V[] column(IntFunction<V[]> array, Function<R, V> value) {
        return rows.stream().map(value).toArray(array);
    }

    /** {@code Tuple.of(a, b)} would take the array b for the rest of its arguments. */
    public static Tuple tuple(Object... columns) {
        return Tuple.from(Arrays.asList(columns));
    }
}
