package io.devthread.realtime.gateway.http;

import io.devthread.realtime.platform.MetricNames;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpServerResponse;

/** How long calls take, by route pattern and status: never by path, which holds ids. */
final class RequestMetrics {
    private final MeterRegistry registry;

    RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void time(Route route, HttpServerResponse response) {
        Timer.Sample started = Timer.start(registry);
        response.bodyEndHandler(sent -> started.stop(Timer.builder(MetricNames.HTTP_REQUESTS)
                .tag("method", route.method().name())
                .tag("route", route.path())
                .tag("status", Integer.toString(response.getStatusCode()))
                .register(registry)));
    }
}
