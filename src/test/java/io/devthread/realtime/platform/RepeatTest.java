package io.devthread.realtime.platform;

import io.devthread.realtime.testkit.Eventually;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RepeatTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void anErrorIsNotTheEnd() {
        AtomicInteger runs = new AtomicInteger();
        Repeat.withPause(vertx, Duration.ofMillis(1), () -> {
            if (runs.incrementAndGet() < 3) {
                throw new StackOverflowError("on purpose");
            }
        });
        Eventually.holds("it went on", () -> runs.get() > 3);
    }
}
