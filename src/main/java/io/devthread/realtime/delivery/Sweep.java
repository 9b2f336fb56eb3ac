package io.devthread.realtime.delivery;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.RedisLink;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what was committed and then left: its process died, or Redis was away. Each page of rows is claimed by a
 * lock for as long as it is worked on, so several processes share the work; a repeated event id is harmless. For
 * virtual threads.
 */
final class Sweep {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    /** Rows claimed at once. */
    static final int PAGE = 200;

    /**
     * The same of those that were set aside, see {@link Untried}: there may be very many, and pages of both take turns.
     */
    static final int SET_ASIDE_PAGE = 1_000;

    /**
     * @param unproven whose logs have to be proven before the next pass
     * @param last where to go on; empty when there is nothing more
     */
    private record Page(int logged, Set<UserId> unproven, Optional<Outbox.Place> last) {}

    private final RedisLink redis;
    private final Postgres postgres;
    private final Deliveries deliveries;
    private final Outbox outbox;
    private final Untried untried;
    private final Redactions redactions;
    private final DeliveryConfig config;
    private final OutboxMetrics metrics;

    Sweep(RedisLink redis, Postgres postgres, Deliveries deliveries, MeterRegistry registry, DeliveryConfig config) {
        this.redis = redis;
        this.postgres = postgres;
        this.deliveries = deliveries;
        this.outbox = deliveries.outbox();
        this.untried = deliveries.untried();
        this.redactions = deliveries.redactions();
        this.config = config;
        this.metrics = new OutboxMetrics(registry);
    }

    /**
     * One pass over all rows that are due, oldest first. As long as there are rows that were set aside while Redis was
     * away, a page of these and a page of the others take turns: neither has to wait until all of the other is done. A
     * page that can't be logged does not hold up those after it, except when Redis is away. Gives the number of events
     * that stand in the log now; never throws.
     */
    int run() {
        int logged = 0;
        try {
            redact();
            Optional<Outbox.Place> others = Optional.of(Outbox.Place.BEFORE_ALL);
            Optional<Outbox.Place> setAside = takeUpSetAside();
            while (redis.isUp() && (others.isPresent() || setAside.isPresent())) {
                if (setAside.isPresent()) {
                    logged += page(setAside.get(), SET_ASIDE_PAGE).logged();
                }
                Page page = page(others.orElse(Outbox.Place.BEFORE_ALL), PAGE);
                logged += page.logged();
                others = page.last();
                setAside = takeUpSetAside();
            }
            metrics.oldest(outbox.oldest().await());
        } catch (Refusal away) {
            LOG.debug("delivery.sweep_put_off cause={}", away.toString());
        } catch (Exception e) {
            LOG.error("delivery.sweep_failed", e);
        }
        if (logged > 0) {
            LOG.info("delivery.swept events={}", logged);
        }
        return logged;
    }

    /** Each is done for itself: what can't be done now, or not by this process, does not hold up those after it. */
    private void redact() {
        Optional<Redactions.Place> after = Optional.of(Redactions.Place.BEFORE_ALL);
        while (after.isPresent() && redis.isUp()) {
            Redactions.Due due = redactions.due(config.sweepAfter(), after.get(), PAGE);
            deliveries.redact(due.readable()).await();
            after = due.last();
        }
    }

    /**
     * Makes a page of what was set aside ordinary rows again. Before that the logs are proven, and so Redis has to be
     * there: a row that nobody has tried to log can't be one that its log has lost, but an ordinary one may.
     *
     * @return where these rows begin; empty when there were none
     */
    private Optional<Outbox.Place> takeUpSetAside() {
        if (!redis.isUp()) {
            return Optional.empty();
        }
        List<Outbox.Place> rows = untried.oldest(config.sweepAfter(), SET_ASIDE_PAGE);
        prove(rows.stream().map(Outbox.Place::user).collect(Collectors.toSet()));
        return !rows.isEmpty() && redis.isUp() && untried.takeUp(rows) > 0
                ? Optional.of(rows.getFirst().justBefore())
                : Optional.empty();
    }

    private void prove(Set<UserId> unproven) {
        if (!unproven.isEmpty()) {
            deliveries.proofs().prove(unproven).await();
        }
    }

    private Page page(Outbox.Place after, int rows) {
        Page page = postgres.inTransaction(connection -> claimed(connection, after, rows));
        metrics.swept(page.logged());
        // Not within the page's transaction: that would need a second connection while it holds one.
        prove(page.unproven());
        return page;
    }

    private Page claimed(SqlConnection connection, Outbox.Place after, int rows) {
        List<Outbox.Pending> due = Postgres.await(outbox.claim(connection, config.sweepAfter(), after, rows));
        if (due.isEmpty()) {
            return new Page(0, Set.of(), Optional.empty());
        }
        Deliveries.Outcome outcome = deliveries
                .log(due.stream().flatMap(row -> row.event().stream()).toList())
                .await();
        Postgres.await(Outbox.delete(connection, outcome.logged()));
        return new Page(
                outcome.logged().size(),
                outcome.usersUnproven(),
                due.size() < rows ? Optional.empty() : Optional.of(due.getLast().place()));
    }
}
