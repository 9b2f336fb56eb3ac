package io.devthread.realtime.gateway.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.devthread.realtime.model.UserId;
import java.util.List;
import java.util.Optional;

/** The data of the first server frame (contract section 2.1). */
record Welcome(
        String connectionId,
        UserId userId,
        String session,
        String epoch,
        long seq,
        Resume resume,
        List<String> channels,
        long heartbeatMs,
        int maxFrameBytes,
        Limits limits,
        long serverTime,
        List<Integer> versions) {

    /** {@code from} and {@code to} only where events follow, {@code reason} only with a reset. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Resume(
            String result,
            Optional<Long> from,
            Optional<Long> to,
            Optional<String> reason,
            boolean subscriptionsRestored) {}

    record Limits(
            int contentCodePoints,
            int idsPerCommand,
            int subscriptions,
            int connectionsPerUser,
            RateLimitConfig.Rate messages,
            RateLimitConfig.Rate typing,
            RateLimitConfig.Rate commands) {}
}
