package io.devthread.realtime.gateway;

import io.devthread.realtime.bus.Topic;
import io.devthread.realtime.model.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What other capabilities may tell the gateways. */
public final class GatewayApi {
    private GatewayApi() {}

    /**
     * The one address that all gateways share: ephemeral frames for whoever is subscribed. One message per node however
     * many subscribers; each gateway encodes a frame once and sheds it where a reader has no room.
     */
    public static final Topic<Broadcast> BROADCAST = new Topic<>("devthread.gateway.broadcast", Broadcast.class);

    public record Broadcast(List<ChannelFrame> frames) {}

    /**
     * @param channel the name as in {@code system/subscribe}
     * @param body see {@code FrameBody.ephemeral}: all of the frame but the version
     * @param exceptions the few who get something else or nothing; nobody stands in two of them
     */
    public record ChannelFrame(String channel, String body, List<Instead> exceptions) {
        public ChannelFrame(String channel, String body) {
            this(channel, body, List.of());
        }

        /** Those who get something, by what they get. */
        public Map<String, List<UserId>> byBody(Collection<UserId> users) {
            Map<UserId, Optional<String>> bodies = new HashMap<>();
            exceptions.forEach(instead -> instead.users().forEach(user -> bodies.put(user, instead.body())));
            Map<String, List<UserId>> byBody = new HashMap<>();
            for (UserId user : users) {
                bodies.getOrDefault(user, Optional.of(body))
                        .ifPresent(its -> byBody.computeIfAbsent(its, first -> new ArrayList<>())
                                .add(user));
            }
            return byBody;
        }
    }

    /** @param body empty: they get nothing */
    public record Instead(Set<UserId> users, Optional<String> body) {}
}
