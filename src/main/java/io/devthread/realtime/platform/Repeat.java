package io.devthread.realtime.platform;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * What a verticle does again and again for as long as it is deployed, with a pause between the end of one run and the
 * start of the next. A run that ends with an error, which Vert.x logs, is not the last: only the end of the process
 * would bring it back.
 */
public final class Repeat {
    private Repeat() {}

    /** The timer belongs to the calling verticle's context, so it ends with it. */
    public static void withPause(Vertx vertx, Duration pause, Runnable run) {
        vertx.setTimer(pause.toMillis(), timer -> {
            try {
                run.run();
            } finally {
                withPause(vertx, pause, run);
            }
        });
    }
}
