package io.devthread.realtime.presence;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The time of Redis, as this process knows it from the last answer: what one process notes as due is due for all, however
 * their own clocks may differ.
 */
final class RedisClock implements InstantSource {
    private final InstantSource own;
    private volatile long aheadMillis;

    RedisClock(InstantSource own) {
        this.own = own;
    }

    /**
     * Redis' clock stood at {@code redisMillis} at some moment between {@code askedAt}, in the time of this clock, and
     * now. An estimate that does not contradict that stays: slow answers must not make the time jump. Where the own clock
     * was put back meanwhile only its time now counts.
     */
    void heard(long askedAt, long redisMillis) {
        long ahead = aheadMillis;
        long least = redisMillis - own.millis();
        aheadMillis = Math.clamp(ahead, least, Math.max(least, redisMillis - (askedAt - ahead)));
    }

    @Override
    public Instant instant() {
        return own.instant().plusMillis(aheadMillis);
    }
}
