package io.devthread.realtime.notification;

import static io.devthread.realtime.notification.NotificationApi.ACCEPTED;
import static io.devthread.realtime.notification.NotificationApi.ERASE;
import static io.devthread.realtime.notification.NotificationApi.EVENTS;
import static io.devthread.realtime.notification.NotificationApi.EXPORT;
import static io.devthread.realtime.notification.NotificationApi.EXPORT_DEEDS;
import static io.devthread.realtime.notification.NotificationApi.FOLLOWS_CHANGED;
import static io.devthread.realtime.notification.NotificationApi.LIST;
import static io.devthread.realtime.notification.NotificationApi.MARK_READ;
import static io.devthread.realtime.notification.NotificationApi.REVOCATIONS;
import static io.devthread.realtime.notification.NotificationApi.REVOKED;
import static io.devthread.realtime.notification.NotificationApi.TRACE;
import static io.devthread.realtime.notification.NotificationApi.UNREAD_COUNT;
import static io.devthread.realtime.notification.NotificationApi.UNREAD_COUNTS;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.notification.NotificationApi.FollowsChanged;
import io.devthread.realtime.platform.GroupCommit;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.QueueMetrics;
import io.devthread.realtime.platform.Repeat;
import io.devthread.realtime.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Serves {@link NotificationApi}. To be deployed with virtual threads, one instance per process. */
public final class NotificationVerticle extends VerticleBase {
    /** Of one answer: about 1 MB on the bus. */
    private static final int REVOCATIONS_PER_ANSWER = 10_000;

    private static final int FOLLOWERS_PER_MESSAGE = 1_000;

    /** How much later than due what waits may be told. */
    private static final Duration TELL_EVERY = Duration.ofMillis(100);

    private static final Duration RETENTION_PAUSE = Duration.ofMillis(100);

    private final Bus bus;
    private final Postgres postgres;
    private final Consumer<List<DurableEvent>> delivery;
    private final MeterRegistry registry;
    private final Tracing tracing;
    private final NotificationConfig config;
    private final Duration longestToken;
    private final Clock clock;

    /**
     * @param delivery is told each batch's events after COMMIT; it neither waits nor throws
     * @param longestToken {@code auth.longest_token}
     */
    public NotificationVerticle(
            Bus bus,
            Postgres postgres,
            Consumer<List<DurableEvent>> delivery,
            MeterRegistry registry,
            Tracing tracing,
            NotificationConfig config,
            Duration longestToken,
            Clock clock) {
        this.bus = bus;
        this.postgres = postgres;
        this.delivery = delivery;
        this.registry = registry;
        this.tracing = tracing;
        this.config = config;
        this.longestToken = longestToken;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        DomainEvents events = events();
        Notifications notifications = new Notifications(new ReadStore(postgres), delivery, clock);
        Exports exports = new Exports(notifications, new DeedStore(postgres));
        Erasing erasing = new Erasing(
                new Intake(postgres, config.pace(), clock), new ErasureStore(postgres), delivery, this::tellFollowers);
        RevocationStore revocations = new RevocationStore(postgres);
        int inFlight = config.inFlight();
        Repeat.withPause(vertx, TELL_EVERY, new Teller(postgres, config.pace(), clock, delivery)::run);
        Retention retention = new Retention(
                new RetentionStore(postgres), revocations, config, longestToken, clock, () -> pause(RETENTION_PAUSE));
        Repeat.withPause(vertx, Retention.EVERY, retention::run);
        return Future.all(List.of(
                bus.serve(EVENTS, inFlight, events::accept),
                bus.serve(LIST, inFlight, notifications::list),
                bus.serve(UNREAD_COUNT, inFlight, notifications::unreadCount),
                bus.serve(UNREAD_COUNTS, inFlight, notifications::unreadCounts),
                bus.serve(MARK_READ, inFlight, notifications::markRead),
                bus.serve(EXPORT, inFlight, exports::notifications),
                bus.serve(EXPORT_DEEDS, inFlight, exports::deeds),
                bus.serve(ERASE, inFlight, erasing::erase),
                bus.serve(TRACE, inFlight, new Traces(new TraceStore(postgres))::find),
                bus.serve(
                        REVOCATIONS,
                        inFlight,
                        request -> revocations.since(
                                request.recordedSince().orElse(Instant.EPOCH), REVOCATIONS_PER_ANSWER))));
    }

    /** Not more in one message than one has room for. */
    private void tellFollowers(List<UserId> followers) {
        for (int from = 0; from < followers.size(); from += FOLLOWERS_PER_MESSAGE) {
            List<UserId> some = followers.subList(from, Math.min(from + FOLLOWERS_PER_MESSAGE, followers.size()));
            bus.publish(FOLLOWS_CHANGED, new FollowsChanged(some));
        }
    }

    private void pause(Duration time) {
        vertx.timer(time.toMillis(), TimeUnit.MILLISECONDS).await();
    }

    private DomainEvents events() {
        Consumer<DomainEvent> accepted = event -> bus.publish(ACCEPTED, event);
        EventWriter writer = new EventWriter(
                new Intake(postgres, config.pace(), clock), delivery, accepted, this::tellFollowers, tracing);
        return new DomainEvents(
                new DomainEventStore(postgres),
                new GroupCommit<>(
                        config.limits(),
                        new QueueMetrics(registry, "events"),
                        context,
                        writer::write,
                        EventWriter::refuse),
                accepted,
                revoked -> bus.publish(REVOKED, revoked),
                this::tellFollowers,
                tracing,
                clock);
    }
}
