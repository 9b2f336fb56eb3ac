package io.devthread.realtime.notification;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.Accepted;
import io.devthread.realtime.notification.NotificationApi.Actor;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.notification.NotificationApi.Notification;
import io.devthread.realtime.notification.NotificationApi.NotificationPage;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.PostgresConfig;
import io.devthread.realtime.testkit.Connected;
import io.devthread.realtime.testkit.TestStores;
import io.devthread.realtime.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Notification processes on one real database: each has its own Vert.x, its own bus and its own pool. */
final class Stage implements AutoCloseable {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static final AtomicLong SECONDS = new AtomicLong();

    /** Tells every change for itself, so that a test sees it. */
    static final NotificationConfig AT_ONCE = paced(Duration.ZERO);

    final PostgresConfig config = TestStores.postgres();
    private final List<Process> started = new ArrayList<>();
    private final NotificationConfig settings;
    private final Clock clock;
    final Process process;

    Stage() {
        this(AT_ONCE, Clock.systemUTC());
    }

    Stage(NotificationConfig settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.process = anotherProcess();
    }

    static NotificationConfig paced(Duration updateInterval) {
        NotificationConfig usual = NotificationConfig.DEFAULT;
        return new NotificationConfig(
                usual.batchSize(), usual.inFlight(), updateInterval, usual.retention(), usual.eventRetention());
    }

    /** @param delivered what it has given to delivery, in that order */
    record Process(Vertx vertx, Bus bus, Postgres postgres, List<DurableEvent> delivered) {
        Future<Accepted> publish(DomainEvent event) {
            return bus.call(NotificationApi.EVENTS, event);
        }

        void accept(DomainEvent... events) {
            Arrays.stream(events).forEach(event -> publish(event).await());
        }

        List<Notification> list(UserId user) {
            return page(user, 100, Optional.empty()).items();
        }

        Notification only(UserId user) {
            List<Notification> all = list(user);
            if (all.size() != 1) {
                throw new AssertionError("not one notification but " + all);
            }
            return all.getFirst();
        }

        NotificationPage page(UserId user, int limit, Optional<String> cursor) {
            return bus.call(NotificationApi.LIST, new NotificationApi.ListNotifications(user, limit, cursor))
                    .await();
        }

        long unread(UserId user) {
            return bus.call(NotificationApi.UNREAD_COUNT, new NotificationApi.CountUnread(user))
                    .await()
                    .unreadCount();
        }

        long read(UserId user, UUID... ids) {
            return mark(user, List.of(ids), false).await();
        }

        long readAll(UserId user) {
            return mark(user, List.of(), true).await();
        }

        Future<Long> mark(UserId user, List<UUID> ids, boolean all) {
            return bus.call(NotificationApi.MARK_READ, new NotificationApi.MarkRead(user, ids, all))
                    .map(NotificationApi.UnreadCount::unreadCount);
        }

        /** The frames for a user, in the order of their delivery. */
        List<JsonNode> frames(UserId user) {
            return delivered.stream()
                    .filter(event -> event.user().equals(user))
                    .map(event -> Json.read("{" + event.body(), JsonNode.class))
                    .toList();
        }

        /** As in {@code new_notification/1}: each event with the unread count in it. */
        List<String> told(UserId user) {
            return frames(user).stream()
                    .map(frame -> frame.path("event").asText() + "/"
                            + frame.at("/data/unread_count").asLong())
                    .toList();
        }
    }

    Process anotherProcess() {
        List<DurableEvent> delivered = new CopyOnWriteArrayList<>();
        return start(delivered, delivered::addAll);
    }

    /** One that delivers what it commits. */
    Process anotherProcess(Consumer<List<DurableEvent>> delivery) {
        return start(List.of(), delivery);
    }

    private Process start(List<DurableEvent> log, Consumer<List<DurableEvent>> delivery) {
        Vertx vertx = Vertx.vertx();
        Bus bus = Bus.on(vertx, Connected.PATIENCE);
        Postgres postgres = Connected.to(vertx, config);
        vertx.deployVerticle(
                        new NotificationVerticle(
                                bus,
                                postgres,
                                delivery,
                                new SimpleMeterRegistry(),
                                Tracing.off(),
                                settings,
                                Duration.ZERO,
                                clock),
                        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await();
        Process process = new Process(vertx, bus, postgres, log);
        started.add(process);
        return process;
    }

    /** From now on no statement may change more rows of the table: with so many it is far from the time it may take. */
    void refuseMoreRows(String table, int most) {
        process.postgres().query("""
                CREATE FUNCTION refuse_more() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF (SELECT count(*) FROM changed) > %d THEN RAISE EXCEPTION 'too many rows'; END IF;
                    RETURN NULL;
                END $$
                """.formatted(most));
        process.postgres().query("""
                CREATE TRIGGER refuse_more AFTER UPDATE ON %s REFERENCING NEW TABLE AS changed
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_more()
                """.formatted(table));
    }

    static Actor person(String username) {
        return new Actor(new UserId(Ids.next()), username);
    }

    /** A second later than the one before. */
    static Instant next() {
        return NOON.plusSeconds(SECONDS.incrementAndGet());
    }

    static DomainEvent liked(Actor actor, UserId author, UUID post) {
        return event("post_liked", actor, Optional.of(author), Optional.of(post), Optional.empty(), next());
    }

    static DomainEvent unliked(Actor actor, UserId author, UUID post) {
        return event("post_unliked", actor, Optional.of(author), Optional.of(post), Optional.empty(), next());
    }

    static DomainEvent commented(Actor actor, UserId author, UUID post, UUID comment) {
        return event("post_commented", actor, Optional.of(author), Optional.of(post), Optional.of(comment), next());
    }

    static DomainEvent commentDeleted(Actor actor, UserId author, UUID post, UUID comment) {
        return event("comment_deleted", actor, Optional.of(author), Optional.of(post), Optional.of(comment), next());
    }

    static DomainEvent followed(Actor actor, UserId user) {
        return event("user_followed", actor, Optional.of(user), Optional.empty(), Optional.empty(), next());
    }

    static DomainEvent unfollowed(Actor actor, UserId user) {
        return event("user_unfollowed", actor, Optional.of(user), Optional.empty(), Optional.empty(), next());
    }

    static DomainEvent mentioned(Actor actor, UserId user, UUID post, Optional<UUID> comment) {
        return event("user_mentioned", actor, Optional.of(user), Optional.of(post), comment, next());
    }

    static DomainEvent revoked(UserId user) {
        return event("session_revoked", person("admin"), Optional.of(user), Optional.empty(), Optional.empty(), next());
    }

    static DomainEvent postDeleted(Actor actor, UUID post) {
        return event("post_deleted", actor, Optional.empty(), Optional.of(post), Optional.empty(), next());
    }

    static DomainEvent at(Instant createdAt, DomainEvent event) {
        return event(
                event.type(),
                event.actor().orElseThrow(),
                event.recipientId(),
                event.postId(),
                event.commentId(),
                createdAt);
    }

    private static DomainEvent event(
            String type,
            Actor actor,
            Optional<UserId> recipient,
            Optional<UUID> post,
            Optional<UUID> comment,
            Instant createdAt) {
        return new DomainEvent(
                Ids.next(),
                type,
                Optional.of(actor),
                recipient,
                post,
                comment,
                Optional.empty(),
                Optional.empty(),
                createdAt);
    }

    @Override
    public void close() {
        started.forEach(one -> one.vertx().close().await());
    }
}
