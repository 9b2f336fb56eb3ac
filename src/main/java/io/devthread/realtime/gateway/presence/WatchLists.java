package io.devthread.realtime.gateway.presence;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.gateway.presence.Watches.Difference;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.platform.Backoff;
import io.devthread.realtime.presence.PresenceApi.Pair;
import io.devthread.realtime.presence.PresenceApi.Shown;
import io.devthread.realtime.presence.PresenceApi.WatchList;
import io.devthread.realtime.privacy.PrivacyApi;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whom a watch may tell of, when it begins and whenever that may have changed. Many at a time, one batch after
 * the other: first the lists, then an interest in those on them, then what is shown of those that nobody here has
 * watched yet. So whatever changes meanwhile is heard, and the older of two versions dropped: nothing falls between.
 * On the desk's event loop.
 */
final class WatchLists {
    static final int MAX_BATCH = 500;

    /** Where presence does not answer so many in time, half of them are asked for, and then this many more each time. */
    private static final int GROWTH = 10;

    private static final int SHOWN_AT_ONCE = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(WatchLists.class);

    private final Questions questions;
    private final Watches watches;
    private final FanOut fanOut;
    private final Desk desk;
    private final Set<Watch> asked = new LinkedHashSet<>();
    private final Backoff backoff = new Backoff();
    private int atOnce = MAX_BATCH;
    private boolean busy;

    WatchLists(Questions questions, Watches watches, FanOut fanOut, Desk desk) {
        this.questions = questions;
        this.watches = watches;
        this.fanOut = fanOut;
        this.desk = desk;
    }

    /** From now on who follows others than before, or for whom a setting or a block has changed, is asked for again. */
    Future<Void> listen(Bus bus) {
        return Future.all(
                        bus.listen(NotificationApi.FOLLOWS_CHANGED, changed -> changed.followers()
                                .forEach(this::askAgain)),
                        bus.listen(PrivacyApi.CHANGED, changed -> {
                            askAgain(changed.userId());
                            changed.otherId().ifPresent(this::askAgain);
                        }))
                .mapEmpty();
    }

    private void askAgain(UserId user) {
        ask(watches.of(user));
    }

    void ask(Watch watch) {
        asked.add(watch);
        next();
    }

    void ask(Collection<Watch> some) {
        asked.addAll(some);
        next();
    }

    private void next() {
        if (busy || asked.isEmpty()) {
            return;
        }
        busy = true;
        List<Watch> batch = takeBatch();
        lists(batch)
                .onComplete(
                        lists -> settle(apply(answered(batch, lists), lists)),
                        thrown -> later(thrown, () -> {
                            atOnce = Math.max(1, atOnce / 2);
                            asked.addAll(batch);
                            goOn();
                        }));
    }

    private void goOn() {
        busy = false;
        next();
    }

    /** The others, for whose lists the answer had no room, are asked for again. */
    private List<Watch> answered(List<Watch> batch, Lists lists) {
        Map<Boolean, List<Watch>> parts = batch.stream().collect(Collectors.partitioningBy(lists::has));
        asked.addAll(parts.get(false));
        return parts.get(true);
    }

    private Map<Watch, Difference> apply(List<Watch> batch, Lists lists) {
        Map<Watch, Difference> differences = new LinkedHashMap<>();
        batch.stream()
                .filter(watch -> !watch.isOver())
                .forEach(watch -> differences.put(watch, watches.set(watch, lists.of(watch))));
        return differences;
    }

    private void settle(Map<Watch, Difference> differences) {
        learn(unknown(differences.keySet()))
                .onComplete(
                        known -> {
                            differences.forEach(this::tell);
                            backoff.reset();
                            atOnce = Math.min(MAX_BATCH, atOnce + GROWTH);
                            desk.gather(asked.size() >= atOnce, this::goOn);
                        },
                        thrown -> later(thrown, () -> settle(differences)));
    }

    private void tell(Watch watch, Difference difference) {
        if (watch.isOver()) {
            return;
        }
        if (!watch.isReady()) {
            watch.ready();
            fanOut.begun(watch);
            return;
        }
        List<Person> told = new ArrayList<>();
        Stream.of(difference.gone(), difference.came())
                .flatMap(List::stream)
                .filter(watch::isWorthTelling)
                .forEach(told::add);
        fanOut.changed(watch, told);
    }

    private void later(Throwable thrown, Runnable again) {
        if (backoff.isFirst()) {
            LOG.warn("presence.watch_lists put_off cause={}", thrown.toString());
        }
        desk.later().accept(backoff.next(), again);
    }

    private List<Watch> takeBatch() {
        List<Watch> batch = new ArrayList<>();
        Iterator<Watch> oldest = asked.iterator();
        while (batch.size() < atOnce && oldest.hasNext()) {
            Watch watch = oldest.next();
            oldest.remove();
            if (!watch.isOver()) {
                batch.add(watch);
            }
        }
        return batch;
    }

    private record Lists(Map<UserId, List<UserId>> followed, Set<Pair> visible) {
        boolean has(Watch watch) {
            return watch.seat().isPresent() || followed.containsKey(watch.user());
        }

        List<UserId> of(Watch watch) {
            return watch.seat()
                    .map(seat -> new Pair(watch.user(), seat.partner()))
                    .map(pair -> visible.contains(pair) ? List.of(pair.userId()) : List.<UserId>of())
                    .orElseGet(() -> followed.get(watch.user()));
        }
    }

    private Future<Lists> lists(List<Watch> batch) {
        List<UserId> viewers = batch.stream()
                .filter(watch -> watch.seat().isEmpty())
                .map(Watch::user)
                .toList();
        List<Pair> pairs = batch.stream()
                .flatMap(watch -> watch.seat().map(seat -> new Pair(watch.user(), seat.partner())).stream())
                .distinct()
                .toList();
        Future<List<WatchList>> followed = questions.watched(viewers);
        Future<List<Pair>> visible = questions.visible(pairs);
        return Future.all(followed, visible).map(both -> lists(followed.result(), visible.result()));
    }

    private static Lists lists(List<WatchList> followed, List<Pair> visible) {
        Map<UserId, List<UserId>> users = new HashMap<>();
        followed.forEach(list -> users.put(list.viewerId(), list.users()));
        return new Lists(users, new HashSet<>(visible));
    }

    private static List<UserId> unknown(Collection<Watch> batch) {
        Set<UserId> unknown = new LinkedHashSet<>();
        for (Watch watch : batch) {
            for (Person person : watch.people()) {
                if (!person.isKnown()) {
                    unknown.add(person.id());
                }
            }
        }
        return List.copyOf(unknown);
    }

    private Future<?> learn(List<UserId> users) {
        Future<?> learned = Future.succeededFuture();
        for (int from = 0; from < users.size(); from += SHOWN_AT_ONCE) {
            List<UserId> some = users.subList(from, Math.min(users.size(), from + SHOWN_AT_ONCE));
            learned = learned.compose(before -> questions.shown(some)).onSuccess(this::hear);
        }
        return learned;
    }

    private void hear(List<Shown> found) {
        found.forEach(shown -> watches.person(shown.userId()).ifPresent(person -> person.hear(shown)));
    }
}
