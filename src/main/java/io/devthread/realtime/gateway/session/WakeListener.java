package io.devthread.realtime.gateway.session;

import io.devthread.realtime.delivery.DeliveryApi;
import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.tracing.Step;
import io.vertx.core.Future;

/** Hears on this node's own addresses what was appended for its users, and which of its connections were replaced. */
final class WakeListener {
    private final Gateway gateway;

    WakeListener(Gateway gateway) {
        this.gateway = gateway;
    }

    Future<Void> start() {
        return Future.all(
                        gateway.bus().listen(DeliveryApi.wakes(gateway.node()), this::wake),
                        gateway.bus().listen(DeliveryApi.replaced(gateway.node()), this::replaced))
                .mapEmpty();
    }

    private void wake(DeliveryApi.Wakes wakes) {
        for (DeliveryApi.Wake wake : wakes.wakes()) {
            Step step = gateway.traced().woken(wake);
            Frame frame = Frame.traced(FrameBody.frame(wake.position().seq(), wake.body()), step.traceparent());
            gateway.connections().ofUser(wake.user()).forEach(connection -> connection.wake(wake.position(), frame));
            gateway.polls().wake(wake.user());
            step.end();
        }
    }

    private void replaced(DeliveryApi.Replaced replaced) {
        gateway.connections()
                .find(replaced.connection())
                .filter(connection -> connection.user().equals(replaced.user()))
                .ifPresent(connection -> connection.close(CloseCode.REPLACED));
    }
}
