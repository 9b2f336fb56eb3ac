package io.devthread.realtime.notification;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.Interaction.Key;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whom and what a batch of domain events concerns: what has to be locked and read before it can be decided.
 *
 * @param keys the interactions that may change
 * @param users whose inboxes may change
 */
record Concerned(Set<Key> keys, Set<UserId> users, Set<UUID> deletedPosts, Set<UUID> deletedComments) {

    /** As far as the events themselves say it. */
    static Concerned directly(List<DomainEvent> events) {
        Set<Key> keys = new HashSet<>();
        Set<UUID> posts = new HashSet<>();
        Set<UUID> comments = new HashSet<>();
        for (DomainEvent event : events) {
            switch (Effect.of(event)) {
                case Effect.Decides decides -> keys.add(decides.key());
                case Effect.DeletesPost gone -> posts.add(gone.post());
                case Effect.DeletesComment gone -> comments.add(gone.comment());
                case Effect.Nothing nothing -> {}
            }
        }
        return new Concerned(keys, users(keys), posts, comments);
    }

    static Concerned of(Set<Key> keys) {
        return new Concerned(keys, users(keys), Set.of(), Set.of());
    }

    /** With those who have been told of what is deleted; complete only while {@link InboxStore#lockDeletions} is held. */
    Future<Concerned> withDeleted(SqlConnection connection) {
        if (deletes().isEmpty()) {
            return Future.succeededFuture(this);
        }
        Future<List<Interaction>> interactions = InteractionStore.aboutComments(connection, deletedComments);
        Future<List<UserId>> told = NotificationStore.usersToldOfPosts(connection, deletedPosts);
        return Future.all(interactions, told).map(found -> with(interactions.result(), told.result()));
    }

    /** The posts and comments that are deleted. */
    Set<UUID> deletes() {
        return union(deletedPosts, deletedComments);
    }

    /** Nothing has to be decided. */
    boolean isNobody() {
        return users.isEmpty() && deletes().isEmpty();
    }

    /** All that may have been deleted before. */
    Set<UUID> objects() {
        return union(
                deletes(),
                keys.stream()
                        .flatMap(key -> Stream.of(key.group().subject(), key.object()))
                        .collect(Collectors.toSet()));
    }

    private Concerned with(List<Interaction> interactions, List<UserId> told) {
        Set<Key> all = union(keys, interactions.stream().map(Interaction::key).collect(Collectors.toSet()));
        return new Concerned(all, union(users(all), Set.copyOf(told)), deletedPosts, deletedComments);
    }

    private static Set<UserId> users(Set<Key> keys) {
        return keys.stream().map(key -> key.group().user()).collect(Collectors.toSet());
    }

    private static <T> Set<T> union(Set<T> some, Set<T> others) {
        return Stream.concat(some.stream(), others.stream()).collect(Collectors.toSet());
    }
}
