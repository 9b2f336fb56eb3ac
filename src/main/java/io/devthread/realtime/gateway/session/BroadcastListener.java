package io.devthread.realtime.gateway.session;

import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.GatewayApi;
import io.devthread.realtime.gateway.GatewayApi.ChannelFrame;
import io.devthread.realtime.model.UserId;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Hears what is meant for whoever is subscribed to a channel: encoded once, one task per event loop, shed if need be. */
final class BroadcastListener {
    private final Gateway gateway;

    BroadcastListener(Gateway gateway) {
        this.gateway = gateway;
    }

    Future<Void> start() {
        return gateway.bus().listen(GatewayApi.BROADCAST, broadcast -> {
            broadcast.frames().forEach(this::tell);
            gateway.polls().tellChannels(broadcast.frames());
        });
    }

    private void tell(ChannelFrame told) {
        Optional<Frame> frame = Optional.of(frame(told.body()));
        Map<UserId, Optional<Frame>> exceptions = exceptions(told);
        gateway.connections().forChannel(told.channel(), connection -> exceptions
                .getOrDefault(connection.user(), frame)
                .ifPresent(connection::sendEphemeralNow));
    }

    private static Map<UserId, Optional<Frame>> exceptions(ChannelFrame told) {
        Map<UserId, Optional<Frame>> exceptions = new HashMap<>();
        told.exceptions().forEach(instead -> {
            Optional<Frame> frame = instead.body().map(BroadcastListener::frame);
            instead.users().forEach(user -> exceptions.put(user, frame));
        });
        return exceptions;
    }

    private static Frame frame(String body) {
        return Frame.of(FrameBody.frame(body));
    }
}
