package io.devthread.realtime.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/** What every client of the service does with {@code unavailable}: it comes again after the wait that it was told. */
public final class Retry {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Retry() {}

    /** @return the first other answer, or the last one of all when it stays so for long */
    public static <T> T whileUnavailable(Supplier<T> call, Function<T, JsonNode> body) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        T answer = call.get();
        while (isUnavailable(body.apply(answer)) && System.nanoTime() - end < 0) {
            pause(body.apply(answer).path("retry_after_ms").asLong());
            answer = call.get();
        }
        return answer;
    }

    /** The same over the bus, where the answer is thrown. */
    public static <T> T whileUnavailable(Supplier<T> call) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return call.get();
            } catch (Refusal refusal) {
                if (refusal.failure() != Failure.UNAVAILABLE || System.nanoTime() - end > 0) {
                    throw refusal;
                }
                pause(refusal.retryAfter().map(Duration::toMillis).orElse(0L));
            }
        }
    }

    private static boolean isUnavailable(JsonNode body) {
        return body.path("code").asText().equals("unavailable");
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
