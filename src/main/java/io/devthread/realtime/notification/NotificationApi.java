package io.devthread.realtime.notification;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.devthread.realtime.bus.Address;
import io.devthread.realtime.bus.InTraces;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.bus.Topic;
import io.devthread.realtime.model.Export;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.Moment;
import io.devthread.realtime.model.TextOrNothing;
import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What others may ask and hear of notification, which takes in the domain events of all producers. */
public final class NotificationApi {
    private NotificationApi() {}

    /** The door for domain events (contract section 7), answered after COMMIT. */
    public static final Address<DomainEvent, Accepted> EVENTS =
            new Address<>("devthread.events", DomainEvent.class, Accepted.class);

    /** Which users' tokens are refused, since when: what a gateway asks at its start and again now and then. */
    public static final Address<RevocationsSince, Revocations> REVOCATIONS =
            new Address<>("devthread.notification.revocations", RevocationsSince.class, Revocations.class);

    /** Told at once to every gateway; a lost one is found by {@link #REVOCATIONS}. */
    public static final Topic<Revocation> REVOKED = new Topic<>("devthread.notification.revoked", Revocation.class);

    /** Heard by whoever shows what happened as it happens (feed): an event that was accepted for the first time. */
    public static final Topic<DomainEvent> ACCEPTED = new Topic<>("devthread.notification.accepted", DomainEvent.class);

    /** Heard by gateways, after COMMIT: those who follow somebody since, or do not any more (table {@code follows}). */
    public static final Topic<FollowsChanged> FOLLOWS_CHANGED =
            new Topic<>("devthread.notification.follows_changed", FollowsChanged.class);

    public static final Address<ListNotifications, NotificationPage> LIST =
            new Address<>("devthread.notification.list", ListNotifications.class, NotificationPage.class);

    public static final Address<CountUnread, UnreadCount> UNREAD_COUNT =
            new Address<>("devthread.notification.unread", CountUnread.class, UnreadCount.class);

    /** Idempotent; ids of others and unknown ones are passed over. */
    public static final Address<MarkRead, UnreadCount> MARK_READ =
            new Address<>("devthread.notification.mark_read", MarkRead.class, UnreadCount.class);

    /** For operators: what became of a domain event, and of a notification. */
    public static final Address<Trace, NotificationTrace> TRACE =
            new Address<>("devthread.notification.trace", Trace.class, NotificationTrace.class);

    /** The notifications of a user, as the list shows them. */
    public static final Address<Export.Ask, Export.Page> EXPORT =
            new Address<>("devthread.notification.export", Export.Ask.class, Export.Page.class);

    /** What a user did that others are told of, each a {@link Deed}. */
    public static final Address<Export.Ask, Export.Page> EXPORT_DEEDS =
            new Address<>("devthread.notification.export_deeds", Export.Ask.class, Export.Page.class);

    /** A user's notifications, what the user did that others are told of, and the names in domain events about it. */
    public static final Address<Export.Erase, Export.Erased> ERASE =
            new Address<>("devthread.notification.erase", Export.Erase.class, Export.Erased.class);

    /** For other services, over the bridges: the unread counts of 1 to 100 users; 0 for whom nobody knows. */
    public static final Address<CountUnreadOf, UnreadCounts> UNREAD_COUNTS =
            new Address<>("devthread.notifications.unread_count", CountUnreadOf.class, UnreadCounts.class);

    /** What another service's token must allow. */
    public static final String PUBLISH = "events:publish";

    private static final String MANAGE_USERS = "users:manage";

    /** The types that only a token with scope {@code users:manage} may publish. */
    private static final Set<String> USER_MANAGEMENT = Set.of("user_upserted", "user_deleted", "session_revoked");

    /**
     * Every door's rule for who may publish what; {@link #EVENTS} itself trusts the cluster's members.
     *
     * @throws Refusal {@code forbidden}
     */
    public static void checkMayPublish(Identity publisher, String type) {
        checkMayPublish(publisher);
        if (type != null && USER_MANAGEMENT.contains(type)) {
            checkScope(publisher, MANAGE_USERS);
        }
    }

    /** Of anything at all. @throws Refusal {@code forbidden} */
    public static void checkMayPublish(Identity publisher) {
        checkScope(publisher, PUBLISH);
    }

    private static void checkScope(Identity publisher, String scope) {
        if (!publisher.hasScope(scope)) {
            throw Refusal.missingScope(scope);
        }
    }

    /** What people can be told of, and may switch off. */
    public static final List<String> TYPES = Arrays.stream(NotificationType.values())
            .map(NotificationType::wireName)
            .toList();

    public record Actor(UserId id, String username) {}

    /**
     * Which of the optional fields a type needs is in contract section 7; notification checks it.
     * {@code user_deleted} is about its {@code recipient_id}, or where there is none, its actor.
     *
     * @param traceparent of the producer (W3C Trace Context), which its trace goes on from; as in CloudEvents'
     *     distributed tracing extension
     */
    public record DomainEvent(
            UUID id,
            String type,
            Optional<Actor> actor,
            Optional<UserId> recipientId,
            Optional<UUID> postId,
            Optional<UUID> commentId,
            Optional<Long> likeCount,
            Optional<Long> commentCount,
            Instant createdAt,

            @JsonInclude(JsonInclude.Include.NON_ABSENT) @JsonDeserialize(contentUsing = TextOrNothing.class)
            Optional<String> traceparent)
            implements InTraces {
        /** Of no trace. */
        public DomainEvent(
                UUID id,
                String type,
                Optional<Actor> actor,
                Optional<UserId> recipientId,
                Optional<UUID> postId,
                Optional<UUID> commentId,
                Optional<Long> likeCount,
                Optional<Long> commentCount,
                Instant createdAt) {
            this(id, type, actor, recipientId, postId, commentId, likeCount, commentCount, createdAt, Optional.empty());
        }

        /** Its place among the events about the same thing. */
        public Moment moment() {
            return new Moment(createdAt, id);
        }

        @Override
        public List<String> traceparents() {
            return traceparent.stream().toList();
        }

        /** The same, in that trace from here on. */
        public DomainEvent within(Optional<String> trace) {
            return trace.equals(traceparent)
                    ? this
                    : new DomainEvent(
                            id, type, actor, recipientId, postId, commentId, likeCount, commentCount, createdAt, trace);
        }
    }

    public record Accepted(String status, UUID id) {}

    /** @param recordedSince the {@code until} of the answer before; empty for all */
    public record RevocationsSince(Optional<Instant> recordedSince) {}

    /**
     * One may come again in a later answer; who keeps the latest {@code issued_until} of each user is right.
     *
     * @param more the answer was cut: ask again at once, with {@code until}
     */
    public record Revocations(List<Revocation> items, Instant until, boolean more) {}

    /** Tokens of {@code user} issued at or before {@code issuedUntil} are refused on every door. */
    public record Revocation(UserId user, Instant issuedUntil) {
        /** In place of a user: what is so old that single revocations of then are forgotten is refused from anybody. */
        public static final UserId ANYBODY = new UserId(new UUID(0, 0));
    }

    public record FollowsChanged(List<UserId> followers) {}

    /** @param cursor the {@code next} of the page before; empty for the first page */
    public record ListNotifications(UserId userId, int limit, Optional<String> cursor) {}

    public record NotificationPage(List<Notification> items, Optional<String> next) {}

    public record CountUnread(UserId userId) {}

    public record UnreadCount(long unreadCount) {}

    public record CountUnreadOf(List<UserId> userIds) {}

    /** One for each user, in the order of the request. */
    public record UnreadCounts(List<UnreadCountOf> unreadCounts) {}

    public record UnreadCountOf(UserId userId, long unreadCount) {}

    /** Either some, at most 100, or all. */
    public record MarkRead(UserId userId, List<UUID> notificationIds, boolean all) {}

    /** As contract section 4 has it. {@code actor} is the newest of {@code actorsCount} distinct people. */
    public record Notification(
            UUID id,
            String type,
            Actor actor,
            int actorsCount,
            Optional<UUID> postId,
            Optional<UUID> commentId,
            boolean read,
            Instant createdAt,
            Instant updatedAt) {}

    /**
     * @param userId whom it is told
     * @param stands it has not been taken back
     */
    public record Deed(
            String type,
            UserId userId,
            Optional<UUID> postId,
            Optional<UUID> commentId,
            boolean stands,
            Instant decidedAt) {}

    /** The data of {@code notification/new_notification}. */
    public record NewNotification(Notification notification, long unreadCount) {}

    /** The data of {@code notification/notification_updated}. */
    public record NotificationUpdated(Notification notification, long unreadCount, boolean withdrawn) {}

    /**
     * The data of {@code notification/notification_batch}: several that began or grew, each as it is now.
     *
     * @param newIds those that began: the others are nothing to draw attention to
     */
    public record NotificationBatched(List<Notification> notifications, List<UUID> newIds, long unreadCount) {}

    /** The data of {@code notification/notifications_read}: {@code notificationIds} is empty when {@code all}. */
    public record NotificationsRead(List<UUID> notificationIds, boolean all, long unreadCount) {}

    /** @param id of a domain event or of a notification */
    public record Trace(UUID id) {}

    /** @param notification the one with this id, or that tells of the event */
    public record NotificationTrace(Optional<TracedEvent> event, Optional<TracedNotification> notification) {}

    /** What a domain event did to what a person is told. */
    public enum Outcome {
        TOLD,
        /** It took back what an earlier one had told. */
        TOOK_BACK,
        /** It told or took back; a newer one about the same has decided since. */
        SUPERSEDED,
        OWN_ACTION,
        /** Its type is about nobody in particular, or it takes back what many were told. */
        ABOUT_NOBODY,
        OLDER,
        GONE,
        BLOCKED,
        MUTED
    }

    public record TracedEvent(
            UUID id,
            String type,
            Optional<UserId> actor,
            Optional<UserId> recipient,
            Instant createdAt,
            Instant recordedAt,
            Outcome outcome,
            Optional<UUID> notification) {}

    /**
     * @param neverTold its person's devices have heard nothing of it yet
     * @param dueAt when what has changed will be told; empty when nothing waits
     */
    public record TracedNotification(
            UUID id,
            UserId user,
            String type,
            Instant createdAt,
            Instant updatedAt,
            Optional<Instant> readAt,
            boolean withdrawn,
            boolean neverTold,
            Optional<Instant> dueAt) {}
}
