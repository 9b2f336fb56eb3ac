package io.devthread.realtime.polling;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.delivery.DeliveryApi.SharedFrame;
import io.devthread.realtime.delivery.DeliveryConfig;
import io.devthread.realtime.delivery.LogProofs;
import io.devthread.realtime.delivery.PolledLogs;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.polling.PollingApi.Kept;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves {@link PollingApi}, on an event loop: each call is one to Redis. */
public final class PollingVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(PollingVerticle.class);
    private static final int IN_FLIGHT = 10_000;

    private final Bus bus;
    private final PolledLogs logs;

    public PollingVerticle(Bus bus, RedisLink redis, DeliveryConfig delivery, LogProofs proofs) {
        this.bus = bus;
        this.logs = new PolledLogs(redis, delivery, proofs);
    }

    @Override
    public Future<?> start() {
        Polls polls = new Polls(logs);
        return Future.all(
                bus.serveAsync(PollingApi.READ, IN_FLIGHT, polls::read),
                bus.serveAsync(PollingApi.KEEP, IN_FLIGHT, this::keep),
                bus.listen(PollingApi.LEFT, this::left));
    }

    private Future<Kept> keep(PollingApi.Passing passing) {
        List<SharedFrame> all =
                new ArrayList<>(passing.frames().stream().map(SharedFrame::new).toList());
        passing.shared().ifPresent(all::addAll);
        return Future.join(logs.keep(all), logs.keepNews(passing.news().orElse(List.of())))
                .map(Kept.ALL);
    }

    /** What fails here runs out by itself: a node is woken in vain until the directory's entry ends. */
    private void left(PollingApi.Left left) {
        logs.leave(left.node(), left.users())
                .onFailure(away ->
                        LOG.debug("polling.leave failed users={}", left.users().size()));
    }
}
