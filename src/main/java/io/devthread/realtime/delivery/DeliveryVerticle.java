package io.devthread.realtime.delivery;

import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.RedisLink;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * Runs the {@link Sweep}, with a pause between the end of one and the start of the next. One per process that delivers,
 * deployed on a virtual thread.
 */
public final class DeliveryVerticle extends VerticleBase {
    private final Sweep sweep;
    private final long pauseMillis;

    public DeliveryVerticle(
            RedisLink redis, Postgres postgres, Deliveries deliveries, MeterRegistry registry, DeliveryConfig config) {
        this.sweep = new Sweep(redis, postgres, deliveries, registry, config);
        this.pauseMillis = config.sweepEvery().toMillis();
    }

    @Override
    public Future<?> start() {
        next();
        return Future.succeededFuture();
    }

    /** The timer belongs to this verticle's context, so it ends with it. */
    private void next() {
        vertx.setTimer(pauseMillis, timer -> {
            sweep.run();
            next();
        });
    }
}
