package io.devthread.realtime.presence;

import static io.devthread.realtime.presence.PresenceApi.AS_SEEN_BY;
import static io.devthread.realtime.presence.PresenceApi.CHANGED;
import static io.devthread.realtime.presence.PresenceApi.ERASE;
import static io.devthread.realtime.presence.PresenceApi.KEPT;
import static io.devthread.realtime.presence.PresenceApi.OWN;
import static io.devthread.realtime.presence.PresenceApi.QUERY;
import static io.devthread.realtime.presence.PresenceApi.REFRESH;
import static io.devthread.realtime.presence.PresenceApi.REPORT;
import static io.devthread.realtime.presence.PresenceApi.SET_STATUS;
import static io.devthread.realtime.presence.PresenceApi.SHOWN;
import static io.devthread.realtime.presence.PresenceApi.VISIBLE;
import static io.devthread.realtime.presence.PresenceApi.WATCHED;
import static io.devthread.realtime.presence.PresenceApi.WATCH_LISTS_CHANGED;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.platform.Repeat;
import io.devthread.realtime.presence.PresenceApi.WatchListsChanged;
import io.devthread.realtime.privacy.PrivacyApi;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves {@link PresenceApi}. To be deployed with virtual threads, one instance per process. */
public final class PresenceVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(PresenceVerticle.class);

    private final Bus bus;
    private final PresenceConfig config;
    private final Leases leases;
    private final Arrivals arrivals;
    private final Presences presences;
    private final Announcements announcements;

    public PresenceVerticle(
            Bus bus, Postgres postgres, RedisLink redis, MeterRegistry registry, PresenceConfig config, Clock clock) {
        this.bus = bus;
        this.config = config;
        RedisClock time = new RedisClock(clock);
        PresenceMetrics metrics = new PresenceMetrics(registry);
        PresenceState state = new PresenceState(redis, time, config);
        PresenceStore store = new PresenceStore(postgres);
        LastSeen lastSeen = new LastSeen(store);
        this.leases = new Leases(redis, time, time::heard);
        this.arrivals = new Arrivals(state, leases, store, findings -> {
            metrics.count(findings.counts());
            lastSeen.note(findings.seen());
        });
        this.presences = new Presences(state, leases, store, new Visibility(postgres), config.maxWatched());
        this.announcements =
                new Announcements(leases, state, arrivals, lastSeen, metrics, changed -> bus.publish(CHANGED, changed));
    }

    @Override
    public Future<?> start() {
        leases.look().await();
        Repeat.withPause(vertx, config.publishEvery(), announcements::run);
        int inFlight = config.inFlight();
        return Future.all(List.of(
                bus.serve(REPORT, inFlight, arrivals::report),
                bus.serve(REFRESH, inFlight, arrivals::refresh),
                bus.serve(SET_STATUS, inFlight, arrivals::setStatus),
                bus.serve(OWN, inFlight, presences::own),
                bus.serve(KEPT, inFlight, presences::kept),
                bus.serve(ERASE, inFlight, arrivals::erase),
                bus.serve(AS_SEEN_BY, inFlight, presences::asSeenBy),
                bus.serve(QUERY, inFlight, presences::query),
                bus.serve(WATCHED, inFlight, presences::watched),
                bus.serve(VISIBLE, inFlight, presences::visible),
                bus.serve(SHOWN, inFlight, presences::shown),
                bus.listen(NotificationApi.FOLLOWS_CHANGED, changed -> listsChanged(changed.followers())),
                bus.listen(PrivacyApi.CHANGED, this::changed)));
    }

    private void listsChanged(List<UserId> viewers) {
        bus.publish(WATCH_LISTS_CHANGED, new WatchListsChanged(viewers));
    }

    private void changed(PrivacyApi.Changed changed) {
        listsChanged(Stream.concat(Stream.of(changed.userId()), changed.otherId().stream())
                .toList());
        try {
            arrivals.reread(List.of(changed.userId()));
        } catch (Exception e) {
            // The next refresh of the user's gateway reads it too.
            LOG.warn("presence.reread_put_off cause={}", e.toString());
        }
    }
}
