package io.devthread.realtime.gateway.trace;

import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The answer to "why did, or didn't, it arrive?", as it goes out over HTTP.
 *
 * @param id what was asked for
 * @param kind {@code message}, {@code domain_event}, {@code notification} or {@code event} (a frame that is about
 *     neither)
 * @param steps in the order of their time; what has no time stands where it must have happened
 * @param recipients empty when it was never to be told to anybody
 * @param remembersSince the moment from which on all gateways that answered remember what they did
 * @param silentNodes gateways that gave no answer: what they did is missing
 */
public record Trace(
        UUID id,
        String kind,
        Optional<UUID> messageId,
        Optional<UUID> notificationId,
        List<Step> steps,
        List<Recipient> recipients,
        Instant remembersSince,
        List<NodeId> silentNodes) {

    /** @param at empty where it is known that it happened, and not when */
    public record Step(
            Optional<Instant> at,
            String step,
            Optional<UserId> userId,
            Optional<NodeId> node,
            Optional<String> connectionId,
            Optional<Long> seq,
            String detail) {}

    public record Recipient(UserId userId, Verdict outcome, String verdict) {}
}
