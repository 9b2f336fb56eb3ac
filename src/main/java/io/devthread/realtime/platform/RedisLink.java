package io.devthread.realtime.platform;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process's one connection to Redis. Commands are written as they come, without waiting for the answers of those
 * before: what is sent in one turn travels together, and what one thread sends is executed in that order. May be used
 * from event loops and, with {@code await()}, from virtual threads; answers come on the caller's context.
 *
 * <p>Every wait has an end: while Redis is away a command fails with {@link Failure#UNAVAILABLE} at once, and after
 * {@link #TIMEOUT} at the latest. Redis answers in order, so one late answer means that all behind it are late too: the
 * connection is given up then, and a new one is tried with growing, jittered pauses until Redis is back.
 */
public final class RedisLink {
    /** For one command; also for one attempt to connect. */
    public static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** Commands that wait for their answer; about a tenth of a second's work for Redis. */
    static final int IN_FLIGHT = 16_384;

    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
    private static final SparseLog REFUSED = new SparseLog(LOG, Duration.ofSeconds(1), System::nanoTime);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration BUSY_RETRY = Duration.ofMillis(200);

    private sealed interface State {
        record Away() implements State {}

        record Up(Redis client, RedisConnection connection) implements State {}

        record Closed() implements State {}
    }

    private final Vertx vertx;
    private final RedisOptions options;
    private final RandomGenerator random;
    private final AtomicReference<State> state = new AtomicReference<>(new State.Away());
    private final AtomicInteger inFlight = new AtomicInteger();
    private final List<LuaScript> scripts = new CopyOnWriteArrayList<>();
    private final Promise<Void> connected = Promise.promise();
    private final RedisMetrics metrics;
    private final LuaScript write;
    private volatile String refusal = "";

    private RedisLink(Vertx vertx, RedisConfig config, MeterRegistry registry, RandomGenerator random) {
        this.vertx = vertx;
        this.random = random;
        this.metrics = new RedisMetrics(registry, this::isUp, inFlight::get);
        this.write = script("platform_write");
        this.options = new RedisOptions()
                .setConnectionString(config.url())
                .setMaxWaitingHandlers(2 * IN_FLIGHT)
                .setNetClientOptions(new NetClientOptions()
                        .setConnectTimeout((int) TIMEOUT.toMillis())
                        .setTcpNoDelay(true)
                        // For rediss:// only.
                        .setHostnameVerificationAlgorithm("HTTPS")
                        .setTcpKeepAlive(true));
    }

    /** Without metrics, for who only looks. */
    public static RedisLink connect(Vertx vertx, RedisConfig config) {
        return connect(vertx, config, new CompositeMeterRegistry());
    }

    /** Returns at once; see {@link #connected}. */
    public static RedisLink connect(Vertx vertx, RedisConfig config, MeterRegistry registry) {
        RedisLink link = new RedisLink(vertx, config, registry, RandomGenerator.getDefault());
        link.connect(0);
        return link;
    }

    /** Completes when Redis has been reached for the first time; until then, and while it is away, commands fail. */
    public Future<Void> connected() {
        return connected.future();
    }

    public boolean isUp() {
        return state.get() instanceof State.Up;
    }

    /**
     * For readiness: fails where Redis is away, and where it is there and takes no writes (its memory or its disk is
     * full), as nobody new can be let in then.
     */
    public Future<Void> check() {
        return write.call(List.of("{b0}written"), List.of())
                .onSuccess(written -> refusal = "")
                .recover(failed -> Future.failedFuture(
                        isUp() && !refusal.isEmpty() ? "Redis refuses to write: " + refusal : failed.getMessage()))
                .mapEmpty();
    }

    /** Fails with {@link Refusal} when Redis is away or can't serve; with Redis' own error for a wrong command. */
    public Future<Response> send(Request command) {
        if (!(state.get() instanceof State.Up up)) {
            return Future.failedFuture(Refusal.unavailable("the event store"));
        }
        if (inFlight.incrementAndGet() > IN_FLIGHT) {
            inFlight.decrementAndGet();
            return Future.failedFuture(
                    Refusal.retryLater(Failure.UNAVAILABLE, "the event store is busy, try again", BUSY_RETRY));
        }
        long sent = System.nanoTime();
        return up.connection()
                .send(command)
                .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(done -> {
                    inFlight.decrementAndGet();
                    metrics.answered(sent);
                })
                .recover(thrown -> Future.failedFuture(translated(up, thrown)));
    }

    /**
     * A script of {@code resources/redis}; several parts are put together in their order, so that scripts can share
     * functions. It is loaded now and after every reconnect, before any other command.
     */
    public LuaScript script(String... parts) {
        LuaScript script = new LuaScript(this, parts);
        scripts.add(script);
        if (isUp()) {
            script.load(this::send);
        }
        return script;
    }

    public Future<Void> close() {
        return state.getAndSet(new State.Closed()) instanceof State.Up up
                ? up.client().close()
                : Future.succeededFuture();
    }

    /** Random between half and all of a pause that doubles with every attempt. */
    static Duration pause(int attempt, RandomGenerator random) {
        long ceiling = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(attempt, 10));
        return Duration.ofMillis(random.nextLong(ceiling / 2, ceiling + 1));
    }

    /** Each attempt has a client of its own: the client's pool would keep a connection that hangs. */
    private void connect(int attempt) {
        Redis client = Redis.createClient(vertx, options);
        client.connect()
                .compose(connection -> prepared(connection).map(connection))
                .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(
                        connection -> up(new State.Up(client, connection)), thrown -> again(client, attempt, thrown));
    }

    private Future<?> prepared(RedisConnection connection) {
        return scripts.isEmpty()
                ? connection.send(Request.cmd(Command.PING))
                : Future.join(scripts.stream()
                        .map(script -> script.load(connection::send))
                        .toList());
    }

    private void up(State.Up up) {
        up.connection().endHandler(end -> lost(up, "the connection ended"));
        up.connection().exceptionHandler(thrown -> lost(up, thrown.toString()));
        if (state.get() instanceof State.Away away && state.compareAndSet(away, up)) {
            LOG.info("redis.connected");
            connected.tryComplete();
        } else {
            up.client().close();
        }
    }

    private void again(Redis client, int attempt, Throwable thrown) {
        client.close();
        if (attempt == 0) {
            LOG.warn("redis.unreachable cause={}", thrown.toString());
        }
        if (!(state.get() instanceof State.Closed)) {
            vertx.setTimer(pause(attempt, random).toMillis(), timer -> connect(attempt + 1));
        }
    }

    private void lost(State.Up up, String cause) {
        if (state.compareAndSet(up, new State.Away())) {
            metrics.lost();
            LOG.warn("redis.lost cause={}", cause);
            up.client().close();
            vertx.setTimer(pause(0, random).toMillis(), timer -> connect(0));
        }
    }

    private Throwable translated(State.Up up, Throwable thrown) {
        if (RedisError.isWrongCommand(thrown)) {
            return thrown;
        }
        if (!RedisError.isAnswer(thrown) || RedisError.isReplica(thrown)) {
            lost(up, thrown.toString());
        } else {
            refused(RedisError.code(thrown).orElseThrow(), thrown);
        }
        return Refusal.unavailable("the event store");
    }

    private void refused(String code, Throwable thrown) {
        refusal = code;
        metrics.refused(code);
        REFUSED.warn("redis.refused", thrown);
    }
}
