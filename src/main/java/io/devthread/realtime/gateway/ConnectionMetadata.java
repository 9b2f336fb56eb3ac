package io.devthread.realtime.gateway;

import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is at the other end of a connection: what an operator or support asks for. Made when asked, so that an idle
 * connection holds none of it but the user agent.
 *
 * @param channels all that it is subscribed to, the personal one first
 * @param lastSeen when the peer last showed life: a frame, a pong, an xhr request; at least as fresh as the heartbeat
 * @param userAgent as the client called itself, cut to {@link UserAgent#MAX_LENGTH}; empty when it did not
 */
public record ConnectionMetadata(
        String connectionId,
        UserId user,
        List<String> channels,
        Instant connectedAt,
        Instant lastSeen,
        String transport,
        String userAgent) {
    /** @param subscribed what {@link Connections} knows of; the personal channel is everybody's */
    static ConnectionMetadata of(Member member, List<String> subscribed, Instant now) {
        List<String> channels = new ArrayList<>();
        channels.add("user:" + member.user());
        channels.addAll(subscribed);
        return new ConnectionMetadata(
                member.connectionId(),
                member.user(),
                List.copyOf(channels),
                member.connectedAt(),
                now.minusNanos(System.nanoTime() - member.socket().lastSeenNanos()),
                member.socket().transport(),
                member.userAgent());
    }
}
