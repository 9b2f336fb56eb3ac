package io.devthread.realtime.gateway.session;

import io.vertx.core.Future;
import java.time.Duration;

/**
 * What runs once per process for all its connections: hearing wake-ups, the position check, housekeeping, and the
 * orderly end. Started before the first socket opens, on an event loop.
 */
public final class Sessions {
    private final Gateway gateway;
    private final PositionCheck positionCheck;

    public Sessions(Gateway gateway) {
        this.gateway = gateway;
        this.positionCheck = new PositionCheck(gateway);
    }

    public Future<Void> start() {
        positionCheck.start();
        new Housekeeping(gateway).start();
        gateway.polls().start();
        return Future.all(
                        new WakeListener(gateway).start(),
                        new EphemeralListener(gateway).start(),
                        new BroadcastListener(gateway).start(),
                        new TraceListener(gateway).start())
                .mapEmpty();
    }

    /** Any thread: others may have taken this node out of the directory. */
    public void leaseLost() {
        positionCheck.leaseLost();
    }

    /**
     * Answers every poll and lets every client go.
     *
     * @param spread over which they are told to come back
     * @return completes when they have gone; some may still be there whose commands took too long
     */
    public Future<Void> drain(Duration spread) {
        gateway.polls().drain();
        return new Drain(gateway, spread).run();
    }
}
