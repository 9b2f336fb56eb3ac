package io.devthread.realtime.gateway.presence;

import io.devthread.realtime.gateway.presence.Watch.Seat;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who watches whom on this node. Per pair it holds a reference each way and no more: 10,000 users who follow 50 of each
 * other take about 1.5 KB each. On one event loop.
 */
final class Watches {
    private final ByBucket<Person> people = new ByBucket<>();
    private final ByBucket<List<Watch>> watches = new ByBucket<>();

    Optional<Person> person(UserId user) {
        return people.find(user);
    }

    Collection<Person> people(int bucket) {
        return people.values(bucket);
    }

    Collection<List<Watch>> watches(int bucket) {
        return watches.values(bucket);
    }

    List<Watch> of(UserId user) {
        return watches.find(user).orElse(List.of());
    }

    Watch personal(UserId user) {
        return findOrAdd(user, Optional.empty());
    }

    Watch conversation(UserId user, Seat seat) {
        return findOrAdd(user, Optional.of(seat));
    }

    Optional<Watch> conversation(UserId user, ConversationId conversation) {
        return of(user).stream()
                .filter(watch -> watch.seat()
                        .filter(seat -> seat.conversation().equals(conversation))
                        .isPresent())
                .findFirst();
    }

    void end(Watch watch) {
        set(watch, List.of());
        watch.end();
        List<Watch> rest = of(watch.user()).stream().filter(one -> one != watch).toList();
        if (rest.isEmpty()) {
            watches.remove(watch.user());
        } else {
            watches.put(watch.user(), rest);
        }
    }

    /** @return who came to the watch and who has gone from it */
    Difference set(Watch watch, Collection<UserId> users) {
        Set<Person> now = new LinkedHashSet<>(users.size());
        users.forEach(user -> now.add(people.findOrAdd(user, Person::new)));
        List<Person> gone = new ArrayList<>();
        for (Person before : watch.people()) {
            if (!now.contains(before)) {
                gone.add(before);
                leave(watch, before);
            }
        }
        List<Person> came =
                now.stream().filter(person -> person.watches().add(watch)).toList();
        watch.people(now.toArray(Person[]::new));
        return new Difference(came, gone);
    }

    record Difference(List<Person> came, List<Person> gone) {}

    int peopleCount() {
        return people.size();
    }

    private void leave(Watch watch, Person person) {
        person.watches().remove(watch);
        if (person.watches().isEmpty()) {
            people.remove(person.id());
        }
    }

    private Watch findOrAdd(UserId user, Optional<Seat> seat) {
        for (Watch watch : of(user)) {
            if (watch.seat().equals(seat)) {
                return watch;
            }
        }
        Watch made = new Watch(user, seat);
        List<Watch> all = new ArrayList<>(of(user));
        all.add(made);
        watches.put(user, List.copyOf(all));
        return made;
    }
}
