package io.devthread.realtime.messaging;

import io.devthread.realtime.platform.GroupCommit;

/**
 * @param batchSize sends written in one transaction, 1 to 1,000, default 256: larger gains nothing measurable
 * @param queueSends sends that may wait for the batch in flight to commit, 1 to 100,000, default 4,096; what comes
 *     beyond is refused with {@code unavailable} at once
 * @param inFlight requests per address that may be under way, 1 to 100,000, default 2,000
 * @param retention days that messages are kept, 0 to 36,500, default 0: for ever
 * @param encryption of what people wrote, where it is stored
 */
public record MessagingConfig(int batchSize, int queueSends, int inFlight, int retention, EncryptionConfig encryption) {
    public static final MessagingConfig DEFAULT = new MessagingConfig(256, 4_096, 2_000, 0, EncryptionConfig.OFF);
    private static final int MAX_RETENTION = 36_500;

    public MessagingConfig {
        check("batch_size", batchSize, 1_000);
        check("queue_sends", queueSends, 100_000);
        check("in_flight", inFlight, 100_000);
        if (retention < 0 || retention > MAX_RETENTION) {
            throw new IllegalArgumentException(
                    "messaging.retention must be 0 to " + MAX_RETENTION + " days, not " + retention);
        }
    }

    GroupCommit.Limits limits() {
        return new GroupCommit.Limits(batchSize, queueSends);
    }

    private static void check(String key, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException("messaging." + key + " must be 1 to " + max + ", not " + value);
        }
    }
}
