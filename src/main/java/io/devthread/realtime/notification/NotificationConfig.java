package io.devthread.realtime.notification;

import io.devthread.realtime.platform.GroupCommit;
import java.time.Duration;

/**
 * @param batchSize domain events written in one transaction, 1 to 1,000, default 256
 * @param inFlight requests per address that may be under way, 1 to 100,000, default 1,000; so as many domain events may
 *     wait for the batch in flight to commit
 * @param updateInterval a person is told of what grew or shrank at most once in this time, up to 1 minute, default 1 s;
 *     0 tells every change for itself
 * @param retention how long what was read or withdrawn is kept, at least {@code eventRetention}, default 90 days; 0 keeps
 *     it for ever
 * @param eventRetention how long a repeated domain event is known, and how late an event may come to be put into its
 *     place among the others, at least 7 days, default 14 days
 */
public record NotificationConfig(
        int batchSize, int inFlight, Duration updateInterval, Duration retention, Duration eventRetention) {
    public static final NotificationConfig DEFAULT =
            new NotificationConfig(256, 1_000, Duration.ofSeconds(1), Duration.ofDays(90), Duration.ofDays(14));

    public NotificationConfig {
        check("batch_size", batchSize, 1_000);
        check("in_flight", inFlight, 100_000);
        check("update_interval", updateInterval.compareTo(Duration.ofMinutes(1)) <= 0, "at most 1m");
        check("event_retention", eventRetention.toDays() >= 7, "at least 7d");
        check(
                "retention",
                retention.isZero() || retention.compareTo(eventRetention) >= 0,
                "0d or at least notification.event_retention");
    }

    GroupCommit.Limits limits() {
        return new GroupCommit.Limits(batchSize, inFlight);
    }

    Pace pace() {
        return new Pace(updateInterval);
    }

    private static void check(String key, int value, int max) {
        check(key, value >= 1 && value <= max, "1 to " + max + ", not " + value);
    }

    private static void check(String key, boolean isRight, String what) {
        if (!isRight) {
            throw new IllegalArgumentException("notification." + key + " must be " + what);
        }
    }
}
