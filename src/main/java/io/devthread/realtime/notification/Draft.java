package io.devthread.realtime.notification;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.Interaction.Group;
import io.devthread.realtime.notification.NotificationApi.Notification;
import io.devthread.realtime.notification.Telling.Mark;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A notification while a batch is being decided: what it was before, and what has become of it so far. */
final class Draft {
    private static final int MOST_TRACES = 8;

    private final UUID id;
    private final Group group;
    private final boolean read;
    private final Optional<Shown> before;
    private final Mark stored;
    private int actorsCount;
    private boolean withdrawn;
    private boolean announced;
    private Set<String> traceparents = Set.of();

    /** What a person sees of it. */
    record Shown(UserId actor, Optional<UUID> comment, int actorsCount, boolean withdrawn) {}

    private Draft(Mark stored, Group group, boolean read, Optional<Shown> before) {
        this.id = stored.notification();
        this.group = group;
        this.read = read;
        this.before = before;
        this.stored = stored;
        this.actorsCount = before.map(Shown::actorsCount).orElse(0);
        this.withdrawn = before.map(Shown::withdrawn).orElse(true);
    }

    static Draft stored(Mark mark, Group group, boolean read, Shown shown) {
        return new Draft(mark, group, read, Optional.of(shown));
    }

    /** Withdrawn until somebody joins it. It will be stored as one that was told, because most are told at once. */
    static Draft begun(UUID id, Group group) {
        return new Draft(new Mark(id, Optional.empty(), Told.STANDING), group, false, Optional.empty());
    }

    /**
     * @param isAnother a person who did not stand in it until now
     * @param isTold this notification told of it before: when it comes back, that is no news
     */
    void join(boolean isAnother, boolean isTold) {
        announced |= withdrawn && !isTold;
        withdrawn = false;
        actorsCount += isAnother ? 1 : 0;
    }

    void leave(boolean wasLastOfPerson) {
        actorsCount -= wasLastOfPerson ? 1 : 0;
        withdrawn |= actorsCount == 0;
    }

    void withdraw() {
        withdrawn = true;
    }

    /** An event of that trace has changed it. Of very many in one batch some will do. */
    void tracedBy(String traceparent) {
        if (traceparents.size() < MOST_TRACES) {
            traceparents =
                    Stream.concat(traceparents.stream(), Stream.of(traceparent)).collect(Collectors.toSet());
        }
    }

    List<String> traceparents() {
        return List.copyOf(traceparents);
    }

    UUID id() {
        return id;
    }

    Group group() {
        return group;
    }

    boolean isRead() {
        return read;
    }

    boolean isNew() {
        return before.isEmpty();
    }

    int actorsCount() {
        return actorsCount;
    }

    boolean isWithdrawn() {
        return withdrawn;
    }

    /** What waits and was told when the batch began. */
    Mark stored() {
        return stored;
    }

    /** What the person's devices know of it. */
    Told told() {
        return isNew() ? Told.NEVER : stored.told();
    }

    /**
     * What there is to tell now, with what waited; empty when the devices know it as it is, or nobody was ever told and
     * it is withdrawn or read.
     */
    Optional<Untold> untold(Notification now) {
        boolean waited = stored.untold().isPresent();
        return switch (told()) {
            case NEVER -> when(!withdrawn && !read, Untold.NEWS);
            case STANDING -> when(waited || isChanged(now), newsOrUpdate());
            case WITHDRAWN -> when(!withdrawn, newsOrUpdate());
        };
    }

    private Untold newsOrUpdate() {
        return announced && !withdrawn ? Untold.NEWS : stored.untold().orElse(Untold.UPDATE);
    }

    private static Optional<Untold> when(boolean isToBeTold, Untold what) {
        return isToBeTold ? Optional.of(what) : Optional.empty();
    }

    private boolean isChanged(Notification now) {
        Shown after = new Shown(now.actor().id(), now.commentId(), now.actorsCount(), withdrawn);
        return !before.equals(Optional.of(after));
    }

    /** What it adds to the unread count, other than before. */
    int unreadChange() {
        boolean counted = !read && before.filter(shown -> !shown.withdrawn()).isPresent();
        boolean counts = !read && !withdrawn;
        return (counts ? 1 : 0) - (counted ? 1 : 0);
    }
}
