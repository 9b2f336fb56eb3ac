package io.devthread.realtime.community;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * @param tokenTtl how long a token is good, 1 minute to 30 days, default 1 hour
 * @param hashers passwords hashed at the same time, 1 to 64, default 2: each costs a core and {@code hashMemoryKib}
 * @param waitingHashes how many may wait for their turn, 1 to 10,000, default 100; beyond, {@code unavailable}
 * @param hashMemoryKib of Argon2id, 1,024 to 1,048,576, default 19,456 (OWASP's choice for 2 iterations)
 * @param hashIterations of Argon2id, 1 to 100, default 2
 * @param outboxEvery pause between two looks for domain events to be sent again, 10 ms to 1 minute, default 500 ms
 * @param inFlight requests per address that may be under way, 1 to 100,000, default 500
 * @param signingKey the PEM file (PKCS#8) whose key signs the tokens; needed where the sample application runs
 */
public record CommunityConfig(
        Duration tokenTtl,
        int hashers,
        int waitingHashes,
        int hashMemoryKib,
        int hashIterations,
        Duration outboxEvery,
        int inFlight,
        Optional<Path> signingKey) {
    public static final CommunityConfig DEFAULT =
            new CommunityConfig(Duration.ofHours(1), 2, 100, 19_456, 2, Duration.ofMillis(500), 500, Optional.empty());

    public CommunityConfig {
        check("token_ttl", tokenTtl, Duration.ofMinutes(1), Duration.ofDays(30));
        check("hashers", hashers, 1, 64);
        check("waiting_hashes", waitingHashes, 1, 10_000);
        check("hash_memory_kib", hashMemoryKib, 1_024, 1_048_576);
        check("hash_iterations", hashIterations, 1, 100);
        check("outbox_every", outboxEvery, Duration.ofMillis(10), Duration.ofMinutes(1));
        check("in_flight", inFlight, 1, 100_000);
    }

    private static <T extends Comparable<T>> void check(String key, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "community." + key + " must be " + least + " to " + most + ", not " + value);
        }
    }
}
