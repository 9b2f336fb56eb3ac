package io.devthread.realtime.platform;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL for virtual-thread verticles: straight-line calls that await. Every wait has an end; a database that is
 * away, full or restarting makes a call fail with {@link Failure#UNAVAILABLE}, never hang, and heals by itself because
 * the pool connects anew. An error that the statement itself caused stays a {@link PgException}.
 */
public final class Postgres {
    /** For one statement, the wait for a connection included. */
    public static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Postgres.class);
    private static final SparseLog OUTAGE = new SparseLog(LOG, Duration.ofSeconds(1), System::nanoTime);
    private static final int PIPELINING = 64;

    /** A process that hangs in the middle of a transaction must not keep its row locks from the others. */
    private static final Duration STALLED = Duration.ofSeconds(5);

    /**
     * A connection that has said nothing for so long, though every statement is answered within {@link #TIMEOUT}, is
     * dead: a firewall has forgotten it, or its machine is gone. Without that it would stand in the pool until TCP
     * gives up, which takes a quarter of an hour. Those that have nothing to say leave the pool before.
     */
    private static final Duration SILENT = Duration.ofSeconds(8);

    private static final Duration IDLE = Duration.ofSeconds(5);

    private static final int WAIT_QUEUE = 1_024;

    /**
     * Plans of prepared statements are kept, and those of a queue are made while it is empty: by its size a scan of the
     * whole table, which a burst then makes ever dearer. All statements here find what they need by an index. Where one
     * has none, its forbidden scan must not look so dear that PostgreSQL (up to 17) compiles it first.
     */
    private static final Map<String, String> PLANNING = Map.of("enable_seqscan", "off", "jit", "off");

    /**
     * Begins every transaction. Its statements get their rows in short arrays. PostgreSQL would plan many of them anew
     * each time, as it expects longer arrays in a plan that is to be kept; that is half of what such a statement costs.
     * So it is told to keep plans. One may have been made while the tables were empty; with nested loops over indexes
     * only it is good for full ones, too. All transactions of a connection share the plan of a statement, so none may
     * make another kind.
     */
    public static final String BEGIN = "BEGIN; SET LOCAL plan_cache_mode = force_generic_plan;"
            + " SET LOCAL enable_mergejoin = off; SET LOCAL enable_hashjoin = off";

    /** SQLSTATE classes that say "not now" rather than "not so": connection, resources, operator, system, I/O. */
    private static final Set<String> AWAY = Set.of("08", "53", "57", "58");

    /** What the client says of connections in a plain {@link VertxException}; its texts begin so. */
    private static final List<String> NO_CONNECTION =
            List.of("Timeout waiting for connection", "Connection is not active now");

    private final Pool pool;

    Postgres(Pool pool) {
        this.pool = pool;
    }

    public static Postgres connect(Vertx vertx, PostgresConfig config) {
        PgConnectOptions options = PgConnectOptions.fromUri(config.url())
                .setUser(config.user())
                .setPassword(config.password())
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(256)
                .setPipeliningLimit(PIPELINING)
                .addProperty("statement_timeout", Long.toString(TIMEOUT.toMillis()))
                .addProperty("idle_in_transaction_session_timeout", Long.toString(STALLED.toMillis()));
        PLANNING.forEach(options::addProperty);
        NetClientOptions net = new NetClientOptions()
                .setConnectTimeout((int) TIMEOUT.toMillis())
                .setReadIdleTimeout((int) SILENT.toSeconds())
                .setTcpKeepAlive(true);
        PoolOptions pool = new PoolOptions()
                .setMaxSize(config.poolSize())
                .setMaxWaitQueueSize(WAIT_QUEUE)
                .setConnectionTimeout((int) TIMEOUT.toMillis())
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) IDLE.toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setShared(true)
                .setName("devthread-postgres");
        return new Postgres(PgBuilder.pool()
                .with(pool)
                .with(net)
                .connectingTo(options)
                .using(vertx)
                .build());
    }

    public RowSet<Row> query(String sql, Object... args) {
        return await(pool.preparedQuery(sql).execute(Tuple.from(args)));
    }

    /**
     * Commits what {@code work} did when it returns; rolls back when it throws. {@code work} awaits with
     * {@link #await}, and may send several statements before it awaits the first answer: they travel in one pipeline.
     */
    public <T> T inTransaction(Function<SqlConnection, T> work) {
        return inPipelinedTransaction(connection -> new Writes<>(work.apply(connection), Future.succeededFuture()));
    }

    /**
     * Results of a transaction and its last statements, whose answers nobody has awaited.
     *
     * @param answers of the statements that travel with the COMMIT; one that fails makes the COMMIT a rollback
     */
    public record Writes<T>(T result, Future<?> answers) {}

    /** As {@link #inTransaction}, with fewer round trips: BEGIN goes with the first statement, COMMIT with the last. */
    public <T> T inPipelinedTransaction(Function<SqlConnection, Writes<T>> work) {
        SqlConnection connection = connection();
        try {
            Future<?> begun = connection.query(BEGIN).execute();
            try {
                Writes<T> writes = work.apply(connection);
                Future<?> committed = connection.query("COMMIT").execute();
                await(Future.all(begun, writes.answers(), committed));
                return writes.result();
            } catch (RuntimeException e) {
                connection.query("ROLLBACK").execute();
                throw e;
            }
        } finally {
            connection.close();
        }
    }

    /** The caller closes it. One that comes when nobody waits for it any more goes back, or the pool would lose it. */
    SqlConnection connection() {
        Future<SqlConnection> taken = pool.getConnection();
        try {
            return await(taken);
        } catch (RuntimeException late) {
            taken.onSuccess(SqlConnection::close);
            throw late;
        }
    }

    /** For health checks and for callers on an event loop, which must not await. */
    public Future<RowSet<Row>> queryAsync(String sql, Object... args) {
        return bounded(pool.preparedQuery(sql).execute(Tuple.from(args)));
    }

    public Future<Void> close() {
        return pool.close();
    }

    /**
     * Awaits on a virtual thread, no longer than {@link #TIMEOUT}, and says {@code unavailable} when PostgreSQL is
     * away.
     */
    public static <T> T await(Future<T> answer) {
        try {
            return bounded(answer).await();
        } catch (Throwable thrown) {
            // Future.await throws it undeclared, when its verticle is being undeployed.
            if (thrown instanceof InterruptedException) {
                throw Refusal.unavailable("the database");
            }
            throw thrown;
        }
    }

    private static <T> Future<T> bounded(Future<T> answer) {
        return answer.timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .recover(thrown -> Future.failedFuture(translated(thrown)));
    }

    private static Throwable translated(Throwable thrown) {
        if (!isAway(thrown)) {
            return thrown;
        }
        OUTAGE.warn("postgres.unavailable", thrown);
        return Refusal.unavailable("the database");
    }

    /**
     * A statement that can't be right is not an outage: it stays what it is, and is logged as the bug that it is. The
     * client says so with a plain {@link VertxException} (parameters that don't fit); what it says of connections and
     * the pool are subclasses, but for two: all connections are taken by statements that hang, and the one that was
     * taken has just ended.
     */
    private static boolean isAway(Throwable thrown) {
        return switch (thrown) {
            case PgException pg ->
                pg.getSqlState() == null || AWAY.contains(pg.getSqlState().substring(0, 2));
            case VertxException vertx ->
                vertx.getClass() != VertxException.class
                        || NO_CONNECTION.stream().anyMatch(String.valueOf(vertx.getMessage())::startsWith);
            default -> !(thrown instanceof RuntimeException);
        };
    }
}
