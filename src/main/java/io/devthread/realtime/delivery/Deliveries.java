package io.devthread.realtime.delivery;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.ContentCipher;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.platform.SparseLog;
import io.devthread.realtime.tracing.SpanNames;
import io.devthread.realtime.tracing.Step;
import io.devthread.realtime.tracing.Tracing;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings committed events to their people: appends each to the person's log, wakes the nodes that hold the person's
 * connections, deletes the outbox row. For the capabilities, on event loops and virtual threads alike.
 *
 * <p>Order: the events of a person are logged in the order given, within one call and from one call of a thread to its
 * next. Messages are logged in conversation order whoever delivers them: an append that finds its predecessor missing
 * is a hole, which is filled from the outbox first. That is sound because a conversation's events are committed in
 * their order: one that is no longer in the outbox is logged.
 */
public final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final SparseLog LEFT = new SparseLog(LOG, Duration.ofSeconds(1), System::nanoTime);

    /**
     * Nobody waits for the deletion of rows: twenty a second of many rows cost PostgreSQL less than one for each
     * message.
     */
    private static final Duration DELETION_REST = Duration.ofMillis(50);

    /** Events of one conversation that are read for a hole at once. */
    static final int HOLE_PAGE = 200;

    private record Gap(UserId user, ConversationId conversation) {
        static Gap before(DurableEvent event) {
            return new Gap(event.user(), order(event).conversation());
        }
    }

    private record Attempt(DurableEvent event, Step step, Future<Appended> answer) {
        boolean is(Predicate<Appended> what) {
            return answer.succeeded() && what.test(answer.result());
        }

        boolean isLogged() {
            return head().isPresent();
        }

        /** Empty where it is not in the log. */
        Optional<Position> head() {
            return answer.failed()
                    ? Optional.empty()
                    : switch (answer.result()) {
                        case Appended.Logged logged -> Optional.of(logged.position());
                        case Appended.Repeated repeated -> Optional.of(repeated.head());
                        case Appended.Hole hole -> Optional.empty();
                        case Appended.Unproven unproven -> Optional.empty();
                    };
        }
    }

    private final RedisLink redis;
    private final EventLog log;
    private final Outbox outbox;
    private final Redactions redactions;
    private final LogProofs proofs;
    private final Batches<InLog> deletions;
    private final Untried untried;
    private final Batches<DurableEvent> setAsides;
    private final Bus bus;
    private final Tracing tracing;

    public Deliveries(RedisLink redis, Postgres postgres, Bus bus, DeliveryConfig config) {
        this(redis, postgres, bus, config, new StoredBodies(ContentCipher.off()), Tracing.off());
    }

    /** @param bodies how they stand in the tables */
    public Deliveries(
            RedisLink redis, Postgres postgres, Bus bus, DeliveryConfig config, StoredBodies bodies, Tracing tracing) {
        this.redis = redis;
        this.log = new EventLog(redis, config);
        this.outbox = new Outbox(postgres, bodies);
        this.redactions = new Redactions(postgres, bodies);
        this.proofs = new LogProofs(redis, log, new KnownHeads(postgres, outbox), config);
        this.deletions = new Batches<>(outbox::delete, () -> bus.vertx()
                .timer(DELETION_REST.toMillis(), TimeUnit.MILLISECONDS)
                .mapEmpty());
        this.untried = new Untried(postgres);
        this.setAsides = new Batches<>(events -> untried.setAside(events, config.sweepAfter()));
        this.bus = bus;
        this.tracing = tracing;
    }

    /**
     * To be called after COMMIT; need not be awaited. Never fails: what can't be logged now is left to the sweep. The
     * events must be rows of the outbox.
     */
    public Future<Void> deliver(List<DurableEvent> events) {
        Future<Void> done = redis.isUp() ? logProven(events).compose(deletions::add) : setAsides.add(events);
        return done.otherwise(failed -> {
            LEFT.warn("delivery.left_to_sweep", failed);
            return null;
        });
    }

    /** Once more for those whose logs had to be proven first. */
    private Future<List<InLog>> logProven(List<DurableEvent> events) {
        return log(events)
                .compose(first -> first.unproven().isEmpty()
                        ? Future.succeededFuture(first.logged())
                        : proofs.prove(first.usersUnproven())
                                .compose(proven -> log(first.unproven()))
                                .map(second -> concat(first.logged(), second.logged()))
                                .otherwise(first.logged()));
    }

    /**
     * To be called after COMMIT, before the events that tell of the change are delivered; need not be awaited. Never
     * fails: what can't be done now is left to the sweep. They must be rows of {@link Redactions}.
     */
    public Future<Void> redact(List<Redactions.Pending> changes) {
        List<Future<Redactions.Pending>> done = changes.stream()
                .map(change -> log.redact(change.redaction(), change.unlogged()).map(change))
                .toList();
        return done.isEmpty()
                ? Future.succeededFuture()
                : Future.join(done)
                        .transform(all -> redactions.delete(done.stream()
                                .filter(Future::succeeded)
                                .map(Future::result)
                                .toList()))
                        .otherwise(failed -> {
                            LOG.warn("delivery.redaction_left_to_sweep cause={}", failed.toString());
                            return null;
                        });
    }

    /** For those who read the logs; they share it, so that one query asks for all. */
    public LogProofs proofs() {
        return proofs;
    }

    Outbox outbox() {
        return outbox;
    }

    Untried untried() {
        return untried;
    }

    Redactions redactions() {
        return redactions;
    }

    /** @param unproven were not logged: see {@link LogProofs} */
    record Outcome(List<InLog> logged, List<DurableEvent> unproven) {
        Set<UserId> usersUnproven() {
            return unproven.stream().map(DurableEvent::user).collect(Collectors.toSet());
        }
    }

    /** Logs and wakes; gives those events that stand in the log now, never fails. */
    Future<Outcome> log(List<DurableEvent> events) {
        List<Attempt> attempts =
                events.stream().map(event -> attempt(event, log::append)).toList();
        return settled(attempts).compose(done -> fillHoles(attempts)
                .map(filled -> new Outcome(concat(logged(attempts), filled), unproven(attempts))));
    }

    private Attempt attempt(DurableEvent event, Function<DurableEvent, Future<Appended>> append) {
        Step step = tracing.together(SpanNames.LOG, event.traceparents());
        Future<Appended> answer = append.apply(event);
        if (step != Step.NONE) {
            step.with(SpanNames.EVENT, event.id()).with(SpanNames.USER, event.user());
            answer = step.until(answer.onSuccess(appended -> step.with(SpanNames.OUTCOME, appended.outcome())));
        }
        return new Attempt(event, step, answer);
    }

    private static List<DurableEvent> unproven(List<Attempt> attempts) {
        return attempts.stream()
                .filter(attempt -> attempt.is(Appended.Unproven.class::isInstance))
                .map(Attempt::event)
                .toList();
    }

    private Future<List<InLog>> fillHoles(List<Attempt> attempts) {
        Map<Gap, Long> holes = attempts.stream()
                .filter(attempt -> attempt.is(Appended.Hole.class::isInstance))
                .map(Attempt::event)
                .collect(Collectors.toMap(Gap::before, event -> order(event).seq(), Math::max, LinkedHashMap::new));
        if (holes.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        List<Future<List<InLog>>> filled = holes.entrySet().stream()
                .map(hole -> fill(hole.getKey(), 0, hole.getValue()))
                .toList();
        return Future.join(filled)
                .map(done ->
                        filled.stream().flatMap(part -> part.result().stream()).toList());
    }

    /**
     * What of the conversation still has to be logged, from after {@code after}, which is logged, to the hole's event.
     */
    private Future<List<InLog>> fill(Gap gap, long after, long upTo) {
        return outbox.pending(gap.user(), gap.conversation(), after, upTo, HOLE_PAGE)
                .compose(pending -> {
                    List<Attempt> attempts = chain(pending, after);
                    return settled(attempts)
                            .compose(done -> pending.size() < HOLE_PAGE
                                            || !attempts.getLast().isLogged()
                                    ? Future.succeededFuture(logged(attempts))
                                    : fill(gap, order(pending.getLast()).seq(), upTo)
                                            .map(more -> concat(logged(attempts), more)));
                })
                .otherwise(failed -> {
                    LOG.warn("delivery.hole_left_to_sweep user={} cause={}", gap.user(), failed.toString());
                    return List.of();
                });
    }

    /** Each needs the one before it in the list, so that one that fails stops those after it. */
    private List<Attempt> chain(List<DurableEvent> pending, long after) {
        return IntStream.range(0, pending.size())
                .mapToObj(i -> {
                    long predecessor =
                            i == 0 ? after : order(pending.get(i - 1)).seq();
                    return attempt(pending.get(i), event -> log.append(event, predecessor));
                })
                .toList();
    }

    /** Waits until all have an answer, wakes for what was logged, and says once what failed. */
    private Future<Void> settled(List<Attempt> attempts) {
        if (attempts.isEmpty()) {
            return Future.succeededFuture();
        }
        return Future.join(attempts.stream().map(Attempt::answer).toList()).transform(done -> {
            wake(attempts);
            report(attempts);
            return Future.succeededFuture();
        });
    }

    private void wake(List<Attempt> attempts) {
        Map<NodeId, List<DeliveryApi.Wake>> wakes = new LinkedHashMap<>();
        for (Attempt attempt : attempts) {
            if (attempt.answer().succeeded() && attempt.answer().result() instanceof Appended.Logged logged) {
                var wake = new DeliveryApi.Wake(
                        attempt.event().user(),
                        logged.position(),
                        logged.redacted().orElse(attempt.event().body()),
                        attempt.step().traceparent());
                logged.nodes().forEach(node -> wakes.computeIfAbsent(node, first -> new ArrayList<>())
                        .add(wake));
            }
        }
        wakes.forEach((node, events) -> bus.tell(DeliveryApi.wakes(node), new DeliveryApi.Wakes(events)));
    }

    /** The link itself says when Redis goes and comes; what fails while it is up is worth a line. */
    private void report(List<Attempt> attempts) {
        List<Attempt> failed =
                attempts.stream().filter(attempt -> attempt.answer().failed()).toList();
        if (!failed.isEmpty() && redis.isUp()) {
            LEFT.warn("delivery.left_to_sweep", failed.getFirst().answer().cause());
        }
    }

    private static List<InLog> logged(List<Attempt> attempts) {
        return attempts.stream()
                .flatMap(attempt -> attempt.head().map(head -> new InLog(attempt.event(), head)).stream())
                .toList();
    }

    private static List<InLog> concat(List<InLog> first, List<InLog> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static DurableEvent.Order order(DurableEvent event) {
        return event.order().orElseThrow();
    }
}
