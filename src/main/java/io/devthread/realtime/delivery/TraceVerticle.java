package io.devthread.realtime.delivery;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Answers what operators ask of the logs and the outbox. One per process that delivers, deployed on a virtual thread. */
public final class TraceVerticle extends VerticleBase {
    private static final int IN_FLIGHT = 20;

    private final Bus bus;
    private final LogTrace trace;

    public TraceVerticle(Bus bus, RedisLink redis, Postgres postgres) {
        this.bus = bus;
        this.trace = new LogTrace(redis, postgres);
    }

    @Override
    public Future<?> start() {
        return Future.all(
                bus.serve(DeliveryApi.TRACE, IN_FLIGHT, trace::of),
                bus.serve(DeliveryApi.OUTBOX, IN_FLIGHT, trace::count));
    }
}
