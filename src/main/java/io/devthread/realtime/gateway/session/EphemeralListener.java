package io.devthread.realtime.gateway.session;

import io.devthread.realtime.delivery.DeliveryApi;
import io.devthread.realtime.delivery.DeliveryApi.EphemeralFrame;
import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.gateway.Frame;
import io.vertx.core.Future;
import java.util.List;

/**
 * Hears on this node's own address what one user is told in passing, for those connections that are subscribed to it:
 * encoded once, shed where there is no room.
 */
final class EphemeralListener {
    private final Gateway gateway;

    EphemeralListener(Gateway gateway) {
        this.gateway = gateway;
    }

    Future<Void> start() {
        return gateway.bus().listen(DeliveryApi.ephemerals(gateway.node()), told -> {
            told.frames().forEach(this::tell);
            gateway.polls().tell(told.frames());
        });
    }

    private void tell(EphemeralFrame told) {
        Frame frame = Frame.of(FrameBody.frame(told.body()));
        listeners(told).forEach(connection -> connection.sendEphemeral(frame));
    }

    /** Everybody is in the own personal channel without having subscribed. */
    private List<ClientConnection> listeners(EphemeralFrame told) {
        boolean personal = told.channel().equals(new Channel.Personal(told.user()).toString());
        return personal
                ? gateway.connections().ofUser(told.user())
                : gateway.connections().ofUserInChannel(told.user(), told.channel());
    }
}
