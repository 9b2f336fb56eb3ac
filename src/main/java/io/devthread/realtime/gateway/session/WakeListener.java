package io.devthread.realtime.gateway.session;

import io.devthread.realtime.delivery.DeliveryApi;
import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.messaging.MessagingApi;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.tracing.Step;
import io.vertx.core.Future;
import java.util.List;

/** Hears on this node's own addresses what was appended for its users, and which of its connections were replaced. */
final class WakeListener {
    /** How the event of a new message begins; what people write stands further on and can't look like it. */
    private static final String NEW_MESSAGE = "\"type\":\"message\",\"event\":\"new_message\",";

    private final Gateway gateway;

    private record Told(MessagingApi.NewMessage data) {}

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
            List<ClientConnection> connections = gateway.connections().ofUser(wake.user());
            connections.forEach(connection -> connection.wake(wake.position(), frame));
            gateway.polls().wake(wake.user());
            endTyping(wake, connections);
            step.end();
        }
    }

    /**
     * A message that its sender sent over another node ends the typing here too. Few users type, so the event is only
     * parsed for those who have typed here.
     */
    private static void endTyping(DeliveryApi.Wake wake, List<ClientConnection> connections) {
        if (wake.body().startsWith(NEW_MESSAGE) && connections.stream().anyMatch(ClientConnection::hasTyped)) {
            MessagingApi.Message message =
                    Json.read("{" + wake.body(), Told.class).data().message();
            if (message.senderId().equals(wake.user())) {
                connections.forEach(connection -> connection.messageSent(message));
            }
        }
    }

    private void replaced(DeliveryApi.Replaced replaced) {
        gateway.connections()
                .find(replaced.connection())
                .filter(connection -> connection.user().equals(replaced.user()))
                .ifPresent(connection -> connection.close(CloseCode.REPLACED));
    }
}
