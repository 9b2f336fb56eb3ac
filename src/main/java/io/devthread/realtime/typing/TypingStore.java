package io.devthread.realtime.typing;

import io.devthread.realtime.delivery.Logs;
import io.devthread.realtime.platform.LuaScript;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What all processes must agree on, in Redis for some seconds: who types, over which connections, and when the partner
 * was last told. Each call is one script, so that of any number of processes one alone is told to tell.
 */
final class TypingStore {
    /** How long what a process that died has left may stay; the clearing itself goes by the clock. */
    private static final Duration REMAINS = Duration.ofSeconds(30);

    private static final String SHARED = "SELECT NOT is_blocked($1, $2) AND shares_typing($1, $2)";

    private final LuaScript start;
    private final LuaScript end;
    private final Postgres postgres;
    private final TypingConfig config;
    private final Optional<Clock> clock;

    /**
     * @param goesOut this start is to be told
     * @param visible the partner had been told before, and of no end
     */
    record Started(boolean goesOut, boolean visible) {}

    /**
     * @param last the partner is to be told
     * @param left until the user's time is over, zero when nothing is left
     */
    record Ended(boolean last, Duration left) {}

    /** What ends. */
    sealed interface What {
        record Connection(String id) implements What {}

        record All() implements What {}

        /** What had its time. */
        record Expired() implements What {}
    }

    TypingStore(RedisLink redis, Postgres postgres, TypingConfig config) {
        this(redis, postgres, config, Optional.empty());
    }

    /** @param clock instead of Redis' own */
    TypingStore(RedisLink redis, Postgres postgres, TypingConfig config, Optional<Clock> clock) {
        this.start = redis.script("typing_state", "typing_start");
        this.end = redis.script("typing_state", "typing_end");
        this.postgres = postgres;
        this.config = config;
        this.clock = clock;
    }

    Future<Started> start(Typist typist, String connection) {
        return start.call(
                        List.of(key(typist)),
                        List.of(
                                now(),
                                connection,
                                millis(config.pause()),
                                millis(config.clearAfter()),
                                millis(config.clearAfter().plus(REMAINS))))
                .map(answer -> new Started(flag(answer.get(0)), flag(answer.get(1))));
    }

    Future<Ended> end(Typist typist, What what) {
        return end.call(List.of(key(typist)), List.of(now(), word(what), connection(what)))
                .map(answer -> new Ended(
                        flag(answer.get(0)), Duration.ofMillis(answer.get(1).toLong())));
    }

    /** Neither has blocked the other, and both want to be seen typing. It holds from the COMMIT on: see {@link Sharing}. */
    boolean share(Typist typist) {
        return postgres.query(SHARED, typist.user().value(), typist.partner().value())
                .iterator()
                .next()
                .getBoolean(0);
    }

    /** In the bucket of the typist, as everything else that is the user's. */
    private static String key(Typist typist) {
        return "{b" + Logs.bucket(typist.user()) + "}typing:" + typist.user() + ":" + typist.conversation();
    }

    private String now() {
        return clock.map(known -> Long.toString(known.millis())).orElse("");
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    private static String word(What what) {
        return switch (what) {
            case What.Connection connection -> "connection";
            case What.All all -> "all";
            case What.Expired expired -> "expired";
        };
    }

    private static String connection(What what) {
        return what instanceof What.Connection connection ? connection.id() : "";
    }

    private static boolean flag(Response value) {
        return value.toInteger() == 1;
    }
}
