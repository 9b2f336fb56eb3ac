package io.devthread.realtime.presence;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.presence.Findings.Announcement;
import io.devthread.realtime.presence.Leases.View;
import io.devthread.realtime.presence.PresenceApi.ShownList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens once a second: a look at who lives, whatever has come due, and one publication of all that has changed.
 * Every presence process does it; Redis gives each thing to one of them. For virtual threads.
 */
final class Announcements {
    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

    /** So many are marked as told in one go, for the same reason as {@link PresenceState#PARTS}. */
    private static final int TOLD_AT_ONCE = 100;

    private final Leases leases;
    private final PresenceState state;
    private final Arrivals arrivals;
    private final LastSeen lastSeen;
    private final PresenceMetrics metrics;
    private final Consumer<ShownList> publish;

    Announcements(
            Leases leases,
            PresenceState state,
            Arrivals arrivals,
            LastSeen lastSeen,
            PresenceMetrics metrics,
            Consumer<ShownList> publish) {
        this.leases = leases;
        this.state = state;
        this.arrivals = arrivals;
        this.lastSeen = lastSeen;
        this.metrics = metrics;
        this.publish = publish;
    }

    /** Never throws: what could not be done now is due the next time. */
    void run() {
        try {
            View view = leases.look().await();
            Findings findings = sweep(view);
            metrics.count(findings.counts());
            // Redis gives them once, and what follows may throw.
            lastSeen.note(findings.seen());
            announce(view, findings.announcements());
            arrivals.reread(findings.unknown());
            lastSeen.store();
        } catch (Refusal away) {
            LOG.debug("presence.sweep_put_off cause={}", away.toString());
        } catch (Exception e) {
            // An await throws it undeclared, when the verticle is being undeployed.
            if (!(e instanceof InterruptedException)) {
                LOG.error("presence.sweep_failed", e);
            }
        }
    }

    /** One part after the other, so that Redis hears others in between. */
    private Findings sweep(View view) {
        List<Findings> found = new ArrayList<>();
        try {
            for (int part = 0; part < PresenceState.PARTS; part++) {
                found.add(state.sweep(view, part).await());
            }
            metrics.present(Findings.all(found).counts().present());
        } catch (Refusal away) {
            // Redis gives everything once, so what it gave must not be lost. The other parts are due the next time.
            if (found.isEmpty()) {
                throw away;
            }
        }
        return Findings.all(found);
    }

    private void announce(View view, List<Announcement> announcements) {
        if (!announcements.isEmpty()) {
            publish.accept(new ShownList(
                    announcements.stream().map(Announcement::shown).toList()));
            metrics.announced(announcements.size());
            for (int from = 0; from < announcements.size(); from += TOLD_AT_ONCE) {
                int to = Math.min(announcements.size(), from + TOLD_AT_ONCE);
                metrics.count(state.told(view, announcements.subList(from, to))
                        .await()
                        .counts());
            }
        }
    }
}
