package io.devthread.realtime.delivery;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.LuaScript;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.RedisLink;
import io.vertx.core.Future;
import java.util.List;

/**
 * Forgets a person's log. Nobody misses it silently: who resumes gets {@code reset}, and who is connected {@code resync}
 * at the next position check.
 */
public final class LogErasure {
    private final Postgres postgres;
    private final LuaScript forget;
    private final String logTtl;

    public LogErasure(RedisLink redis, Postgres postgres, DeliveryConfig config) {
        this.postgres = postgres;
        this.forget = redis.script("delivery_log", "delivery_forget");
        this.logTtl = Long.toString(config.logTtl().toMillis());
    }

    /**
     * Everything in a user's log and what it remembers; the next event is number 1 of a new epoch. The directory and
     * live sessions stay, those of connections that are gone end by themselves.
     */
    public Future<Void> forget(UserId user) {
        return forget.call(new UserKeys(user).ofAppend(), List.of(Epochs.next(), logTtl))
                .compose(forgotten -> KnownHeads.forget(postgres, user));
    }
}
