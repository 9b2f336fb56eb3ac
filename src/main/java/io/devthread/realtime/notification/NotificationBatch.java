package io.devthread.realtime.notification;

import io.devthread.realtime.model.Moment;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.Interaction.Group;
import io.devthread.realtime.notification.Interaction.Key;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Decides what a batch of domain events changes in what people are told, once their inboxes are locked. Nothing here
 * waits or touches a store.
 *
 * <ul>
 *   <li>Of the events about one interaction the newest decides; what is about something deleted tells nobody.
 *   <li>An interaction that begins to stand joins the unread notification of its group, or begins one.
 *   <li>One that ends leaves the notification that told of it; the last one to leave withdraws it.
 *   <li>What is silenced, by a block or because the person switched the type off, stands and is told to nobody, then
 *       or later.
 *   <li>Who comes back to an unread notification is no news: it grows, or returns, without being announced again.
 * </ul>
 */
final class NotificationBatch {
    private static final Moment NEVER = new Moment(Instant.MIN, new UUID(0, 0));

    private final Known known;
    private final Map<Key, Interaction> interactions;
    private final Map<UUID, Moment> deletions;
    private final Map<Standing, Integer> standing;
    private final Map<UUID, Draft> drafts = new HashMap<>();
    private final Map<Group, Draft> open = new HashMap<>();
    private final Map<Key, Interaction> decided = new LinkedHashMap<>();
    private final Map<UUID, Moment> deleted = new LinkedHashMap<>();
    private final Map<UUID, Draft> touched = new LinkedHashMap<>();
    private final Map<UUID, Unheard> unheard = new LinkedHashMap<>();
    private final Supplier<UUID> ids;
    /** Of the event that is being applied. */
    private Optional<String> traceparent = Optional.empty();

    /** A person in a notification. */
    record Standing(UUID notification, UserId actor) {}

    /**
     * What is stored of all that the events may change.
     *
     * @param standing how many interactions of each person stand in each notification
     * @param deletions of posts and comments
     * @param silenced what must not be told, and why
     */
    record Known(
            Map<Key, Interaction> interactions,
            Map<Standing, Integer> standing,
            Map<UUID, Moment> deletions,
            Map<Silence, Unheard> silenced,
            List<Draft> notifications) {}

    /**
     * @param touched in the order in which they were first touched
     * @param unheard the events that told nobody, though they were about somebody
     */
    record Outcome(
            Collection<Interaction> interactions,
            Map<UUID, Moment> deletions,
            List<Draft> touched,
            Map<UUID, Unheard> unheard) {}

    private NotificationBatch(Known known, Supplier<UUID> ids) {
        this.known = known;
        this.interactions = new HashMap<>(known.interactions());
        this.deletions = new HashMap<>(known.deletions());
        this.standing = new HashMap<>(known.standing());
        this.ids = ids;
        for (Draft draft : known.notifications()) {
            drafts.put(draft.id(), draft);
            if (!draft.isRead()) {
                open.put(draft.group(), draft);
            }
        }
    }

    static Outcome decide(List<DomainEvent> events, Known known, Supplier<UUID> ids) {
        NotificationBatch batch = new NotificationBatch(known, ids);
        events.forEach(batch::apply);
        return batch.outcome();
    }

    /** As if those who did it had taken it all back. */
    static Outcome withdraw(Collection<Key> keys, Known known, Moment moment) {
        NotificationBatch batch = new NotificationBatch(known, () -> {
            throw new IllegalStateException("what is taken back begins no notification");
        });
        keys.stream()
                .flatMap(key -> Optional.ofNullable(known.interactions().get(key)).stream())
                .filter(Interaction::stands)
                .forEach(interaction -> batch.become(interaction, false, moment));
        return batch.outcome();
    }

    private Outcome outcome() {
        List<Draft> shown = touched.values().stream()
                .filter(draft -> !draft.isNew() || !draft.isWithdrawn())
                .toList();
        return new Outcome(decided.values(), deleted, shown, unheard);
    }

    private void apply(DomainEvent event) {
        Moment moment = event.moment();
        traceparent = event.traceparent();
        switch (Effect.of(event)) {
            case Effect.Decides decides ->
                decide(decides.key(), decides.stands(), moment).ifPresent(why -> unheard.put(event.id(), why));
            case Effect.DeletesComment gone -> deleteComment(gone.comment(), moment);
            case Effect.DeletesPost gone -> deletePost(gone.post(), moment);
            case Effect.Nothing nothing -> {}
        }
    }

    /** Gives why it tells nobody, if that is so. */
    private Optional<Unheard> decide(Key key, boolean stands, Moment moment) {
        Interaction before = interactions.getOrDefault(key, new Interaction(key, false, NEVER, Optional.empty()));
        if (isGone(key, moment)) {
            return Optional.of(Unheard.GONE);
        }
        if (!moment.isAfter(before.decided())) {
            return Optional.of(Unheard.OLDER);
        }
        become(before, stands, moment);
        return Optional.ofNullable(known.silenced().get(Silence.of(key)))
                .filter(silenced ->
                        stands && interactions.get(key).notification().isEmpty());
    }

    private void become(Interaction before, boolean stands, Moment moment) {
        Optional<UUID> notification = before.notification();
        if (stands && !before.stands()) {
            notification = known.silenced().containsKey(Silence.of(before.key()))
                    ? Optional.empty()
                    : Optional.of(join(before, moment));
        } else if (!stands && before.stands()) {
            leave(before, moment);
            // What began in this batch and ends in it has been told to nobody.
            notification =
                    Optional.ofNullable(known.interactions().get(before.key())).flatMap(Interaction::notification);
        } else if (stands) {
            told(before).ifPresent(draft -> touch(draft));
        }
        Interaction after = new Interaction(before.key(), stands, moment, notification);
        interactions.put(after.key(), after);
        decided.put(after.key(), after);
    }

    private UUID join(Interaction before, Moment moment) {
        Draft draft = open.computeIfAbsent(before.key().group(), group -> Draft.begun(ids.get(), group));
        drafts.put(draft.id(), draft);
        boolean isAnother = standing.merge(new Standing(draft.id(), before.key().actor()), 1, Integer::sum) == 1;
        draft.join(isAnother, before.notification().equals(Optional.of(draft.id())));
        touch(draft);
        return draft.id();
    }

    private void leave(Interaction before, Moment moment) {
        told(before).ifPresent(draft -> {
            draft.leave(standing.merge(new Standing(draft.id(), before.key().actor()), -1, Integer::sum) == 0);
            touch(draft);
        });
    }

    /** The notification that tells of it, unless it is too old to be kept. */
    private Optional<Draft> told(Interaction interaction) {
        return interaction.notification().map(drafts::get);
    }

    private void deleteComment(UUID comment, Moment moment) {
        delete(comment, moment);
        List<Interaction> about = interactions.values().stream()
                .filter(interaction -> interaction.key().isAboutComment(comment) && interaction.stands())
                .filter(interaction -> moment.isAfter(interaction.decided()))
                .toList();
        about.forEach(interaction -> become(interaction, false, moment));
    }

    private void deletePost(UUID post, Moment moment) {
        delete(post, moment);
        drafts.values().stream().filter(draft -> draft.group().isAbout(post)).forEach(draft -> {
            draft.withdraw();
            touch(draft);
        });
    }

    private void delete(UUID object, Moment moment) {
        Moment newest = deletions.merge(object, moment, (known, given) -> given.isAfter(known) ? given : known);
        deleted.put(object, newest);
    }

    /** A post is gone whatever the clocks say; a comment is a matter of the newest event, as all that can come back. */
    private boolean isGone(Key key, Moment moment) {
        boolean isPostGone = key.group().type() != NotificationType.FOLLOW
                && deletions.containsKey(key.group().subject());
        return isPostGone
                || key.comment()
                        .map(deletions::get)
                        .filter(gone -> gone.isAfter(moment))
                        .isPresent();
    }

    private void touch(Draft draft) {
        touched.putIfAbsent(draft.id(), draft);
        traceparent.ifPresent(draft::tracedBy);
    }
}
