package io.devthread.realtime.typing;

import java.time.Duration;

/**
 * @param pause at least so long between two starts of a user in a conversation that go out, 100 ms to 1 minute, default 2 s
 * @param clearAfter who does not start again within it types no more, longer than the pause, up to 1 hour, default 5 s
 */
public record TypingConfig(Duration pause, Duration clearAfter) {
    public static final TypingConfig DEFAULT = new TypingConfig(Duration.ofSeconds(2), Duration.ofSeconds(5));

    public TypingConfig {
        if (pause.compareTo(Duration.ofMillis(100)) < 0 || pause.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("typing.pause must be 100 ms to 1 minute, not " + pause);
        }
        if (clearAfter.compareTo(pause) <= 0 || clearAfter.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "typing.clear_after must be longer than typing.pause and at most 1 hour, not " + clearAfter);
        }
    }
}
