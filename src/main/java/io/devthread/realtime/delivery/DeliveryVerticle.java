package io.devthread.realtime.delivery;

import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.platform.Repeat;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;

/**
 * Runs the {@link Sweep}, with a pause between the end of one and the start of the next. One per process that delivers,
 * deployed on a virtual thread.
 */
public final class DeliveryVerticle extends VerticleBase {
    private final Sweep sweep;
    private final Duration pause;

    public DeliveryVerticle(
            RedisLink redis, Postgres postgres, Deliveries deliveries, MeterRegistry registry, DeliveryConfig config) {
        this.sweep = new Sweep(redis, postgres, deliveries, registry, config);
        this.pause = config.sweepEvery();
    }

    @Override
    public Future<?> start() {
        Repeat.withPause(vertx, pause, sweep::run);
        return Future.succeededFuture();
    }
}
