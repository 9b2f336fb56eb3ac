package io.devthread.realtime.bench;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** The most memory that the service takes while it is watched. */
final class Peak {
    private static final Duration PERIOD = Duration.ofMillis(100);

    private final AtomicLong bytes = new AtomicLong();
    private final Thread watching;

    private Peak(Footprint service) {
        watching = Thread.ofPlatform().daemon().start(() -> {
            while (!Thread.interrupted()) {
                bytes.accumulateAndGet(service.residentBytesOr(0), Math::max);
                LockSupport.parkNanos(PERIOD.toNanos());
            }
        });
    }

    static Peak watch(Footprint service) {
        return new Peak(service);
    }

    /** @return resident bytes */
    long end() {
        watching.interrupt();
        return bytes.get();
    }
}
