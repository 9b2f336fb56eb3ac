package io.devthread.realtime.messaging;

import io.devthread.realtime.delivery.Deliveries;
import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.delivery.Redactions;
import io.vertx.core.Future;
import java.util.List;

/** What messaging tells delivery after COMMIT; neither waits nor throws, and need not be awaited. */
public interface MessageDelivery {
    void deliver(List<DurableEvent> events);

    /** Before the events that tell of the same change are delivered. Ends well, done or left to the sweep. */
    Future<Void> redact(List<Redactions.Pending> changes);

    static MessageDelivery by(Deliveries deliveries) {
        return new MessageDelivery() {
            @Override
            public void deliver(List<DurableEvent> events) {
                deliveries.deliver(events);
            }

            @Override
            public Future<Void> redact(List<Redactions.Pending> changes) {
                return deliveries.redact(changes);
            }
        };
    }
}
