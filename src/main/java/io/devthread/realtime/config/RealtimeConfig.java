package io.devthread.realtime.config;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.devthread.realtime.bridge.BridgeConfig;
import io.devthread.realtime.community.CommunityConfig;
import io.devthread.realtime.delivery.DeliveryConfig;
import io.devthread.realtime.feed.FeedConfig;
import io.devthread.realtime.gateway.GatewayConfig;
import io.devthread.realtime.gateway.poll.PollConfig;
import io.devthread.realtime.gateway.session.SessionConfig;
import io.devthread.realtime.gateway.socket.SocketConfig;
import io.devthread.realtime.gateway.trace.TraceConfig;
import io.devthread.realtime.messaging.MessagingConfig;
import io.devthread.realtime.notification.NotificationConfig;
import io.devthread.realtime.platform.AuthConfig;
import io.devthread.realtime.platform.ClusterConfig;
import io.devthread.realtime.platform.ManagementConfig;
import io.devthread.realtime.platform.PostgresConfig;
import io.devthread.realtime.platform.RedisConfig;
import io.devthread.realtime.presence.PresenceConfig;
import io.devthread.realtime.privacy.PrivacyConfig;
import io.devthread.realtime.tracing.TracingConfig;
import io.devthread.realtime.typing.TypingConfig;
import java.util.Set;

/**
 * Everything a process is told at its start, one record per section of the files.
 *
 * @param groups what this process runs; default: all but the sample application
 */
public record RealtimeConfig(
        @JsonDeserialize(converter = GroupNames.class) Set<Group> groups,
        GatewayConfig gateway,
        SessionConfig session,
        SocketConfig socket,
        BridgeConfig bridge,
        PollConfig poll,
        TraceConfig trace,
        TracingConfig tracing,
        DeliveryConfig delivery,
        MessagingConfig messaging,
        TypingConfig typing,
        NotificationConfig notification,
        PrivacyConfig privacy,
        PresenceConfig presence,
        FeedConfig feed,
        CommunityConfig community,
        ManagementConfig management,
        AuthConfig auth,
        ClusterConfig cluster,
        PostgresConfig postgres,
        RedisConfig redis) {
    public RealtimeConfig {
        groups = Set.copyOf(groups);
    }

    public boolean runs(Group group) {
        return groups.contains(group);
    }

    private static final class GroupNames extends StdConverter<Set<String>, Set<Group>> {
        @Override
        public Set<Group> convert(Set<String> names) {
            return Group.named(names);
        }
    }
}
