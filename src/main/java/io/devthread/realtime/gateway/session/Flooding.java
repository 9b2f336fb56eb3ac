package io.devthread.realtime.gateway.session;

import io.devthread.realtime.gateway.session.RateLimits.Kind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * Tells who floods from who waits as told: a refused command is an offence only when it came before the last wait of
 * its kind had run out, and ten of those within ten seconds are one too many. A client that waits for each kind by
 * itself is never closed. Times are {@link System#nanoTime}. Made by the first refusal.
 */
final class Flooding {
    private final Patience patience = new Patience(10, Duration.ofSeconds(10));
    private final Map<Kind, Long> toldToWaitUntil = new EnumMap<>(Kind.class);

    /**
     * A command was refused, and told to wait.
     *
     * @return true when it is the one too many
     */
    boolean exhaustedBy(Kind kind, Duration wait, long nowNanos) {
        boolean tooEarly = nowNanos - toldToWaitUntil.getOrDefault(kind, nowNanos) < 0;
        toldToWaitUntil.put(kind, nowNanos + wait.toNanos());
        return tooEarly && patience.exhaustedBy(nowNanos);
    }
}
