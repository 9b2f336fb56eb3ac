package io.devthread.realtime.gateway.session;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * What operators see of the connections of a node. All counters are there from the start, in tables by enum, so that
 * counting a frame looks nothing up and makes no object.
 */
public record SessionMetrics(Churn churn, Traffic traffic, FeedMetrics feed) {
    public static SessionMetrics in(MeterRegistry registry) {
        return new SessionMetrics(new Churn(registry), new Traffic(registry), new FeedMetrics(registry));
    }
}
