package io.devthread.realtime.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures time that was promised, honestly on a busy machine too: beside it a thread does nothing but short naps, and
 * where one lasts far too long, that is time in which the machine stood still, and nobody could have kept a promise.
 */
public final class Stopwatch implements AutoCloseable {
    private static final Duration NAP = Duration.ofMillis(5);
    private static final Duration STANDSTILL = Duration.ofMillis(50);

    private final long begun = System.nanoTime();
    private final AtomicLong stolenNanos = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Stopwatch() {}

    public static Stopwatch start() {
        Stopwatch watch = new Stopwatch();
        Thread.ofPlatform().daemon().name("stopwatch").start(watch::nap);
        return watch;
    }

    /** Since the start, less the time in which the machine stood still. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begun - stolenNanos.get());
    }

    @Override
    public void close() {
        closed.set(true);
    }

    private void nap() {
        while (!closed.get()) {
            long before = System.nanoTime();
            try {
                Thread.sleep(NAP);
            } catch (InterruptedException e) {
                return;
            }
            long late = System.nanoTime() - before - NAP.toNanos();
            if (late > STANDSTILL.toNanos()) {
                stolenNanos.addAndGet(late);
            }
        }
    }
}
