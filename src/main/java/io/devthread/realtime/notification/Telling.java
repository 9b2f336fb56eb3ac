package io.devthread.realtime.notification;

import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.InboxStore.Inbox;
import io.devthread.realtime.notification.NotificationApi.Notification;
import io.devthread.realtime.notification.NotificationEvents.Change;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What people are told of a batch of changes at once, and what waits for its time, while their inboxes are locked.
 * Nothing here waits or touches a store.
 */
final class Telling {
    private final Map<UserId, Inbox> before;
    private final Map<UserId, Inbox> inboxes;
    private final Pace pace;
    private final Instant now;
    private final Map<UserId, List<Change>> updates = new LinkedHashMap<>();
    private final List<DurableEvent> events = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();

    /** What is to be stored of a notification: what waits, and what its person was last told of it. */
    record Mark(UUID notification, Optional<Untold> untold, Told told) {}

    /** @param inboxes those that are not as they were */
    record Outcome(List<DurableEvent> events, List<Mark> marks, List<Inbox> inboxes) {}

    Telling(Map<UserId, Inbox> inboxes, Pace pace, Instant now) {
        this.before = inboxes;
        this.inboxes = new HashMap<>(inboxes);
        this.pace = pace;
        this.now = now;
    }

    /** @param shown what the person sees of it from now on */
    void changed(Draft draft, Notification shown) {
        Inbox inbox = inbox(draft).withUnread(inbox(draft).unread() + draft.unreadChange());
        inboxes.put(inbox.user(), inbox);
        draft.untold(shown)
                .ifPresentOrElse(
                        untold -> tell(draft, shown, untold), () -> mark(draft, Optional.empty(), draft.told()));
    }

    /** The unread count of each event is the one right after it. */
    Outcome outcome() {
        updates.forEach((user, changes) -> {
            Inbox told = NotificationEvents.of(changes, inboxes.get(user), now, events::add);
            inboxes.put(user, pace.updated(told, now));
        });
        List<Inbox> changed = inboxes.values().stream()
                .filter(inbox -> !inbox.equals(before.get(inbox.user())))
                .toList();
        return new Outcome(events, marks, changed);
    }

    private void tell(Draft draft, Notification shown, Untold untold) {
        Change change = new Change(shown, draft.isWithdrawn(), untold, draft.traceparents());
        switch (untold) {
            case NEWS -> {
                if (!pace.mayAnnounce(inbox(draft), now)) {
                    postpone(draft, untold);
                    return;
                }
                Inbox told = NotificationEvents.of(List.of(change), inbox(draft), now, events::add);
                inboxes.put(told.user(), pace.announced(told, now));
            }
            case UPDATE -> {
                if (!pace.mayUpdate(inbox(draft), now)) {
                    postpone(draft, untold);
                    return;
                }
                updates.computeIfAbsent(draft.group().user(), first -> new ArrayList<>())
                        .add(change);
            }
        }
        mark(draft, Optional.empty(), Told.now(draft.isWithdrawn()));
    }

    private void postpone(Draft draft, Untold untold) {
        mark(draft, Optional.of(untold), draft.told());
        inboxes.put(draft.group().user(), pace.waiting(inbox(draft), now));
    }

    /** A hot notification waits through many batches: it is marked once. */
    private void mark(Draft draft, Optional<Untold> untold, Told told) {
        Mark mark = new Mark(draft.id(), untold, told);
        if (!mark.equals(draft.stored())) {
            marks.add(mark);
        }
    }

    private Inbox inbox(Draft draft) {
        return inboxes.get(draft.group().user());
    }
}
