package io.devthread.realtime.notification;

import io.devthread.realtime.model.Moment;
import io.devthread.realtime.model.UserId;
import java.util.Optional;
import java.util.UUID;

/**
 * Something one person did that another is told of, as it stands.
 *
 * @param notification what last told of it; empty when nothing has, or when that was too old to be kept
 */
record Interaction(Key key, boolean stands, Moment decided, Optional<UUID> notification) {

    /** Of those in one group one notification tells, until it is read. */
    record Group(UserId user, NotificationType type, UUID subject) {
        boolean isAbout(UUID post) {
            return type != NotificationType.FOLLOW && subject.equals(post);
        }
    }

    /** @param object the comment where it is about one, otherwise the group's subject */
    record Key(Group group, UserId actor, UUID object) {
        boolean isAboutComment(UUID comment) {
            return object.equals(comment) && !object.equals(group.subject());
        }

        Optional<UUID> comment() {
            return Optional.of(object).filter(this::isAboutComment);
        }
    }
}
