package io.devthread.realtime.gateway.presence;

import io.devthread.realtime.delivery.DeliveryApi.News;
import io.devthread.realtime.delivery.DeliveryApi.NewsFrame;
import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.platform.Backoff;
import io.devthread.realtime.presence.PresenceApi.Presence;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings news of presence to those who poll: into the store from which their next poll reads. Many users at a time, and
 * each person as it is at that moment.
 *
 * <p>Several nodes may bring the same news for one user, so each goes with its version: the store leaves out what the
 * user knows. A call that fails is repeated, with what is true by then, as nothing else would tell of it later. On the
 * desk's event loop.
 */
final class PollNews {
    /** News that is told in one turn. */
    private static final int AT_ONCE = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(PollNews.class);

    private final Function<List<NewsFrame>, Future<?>> out;
    private final Clock clock;
    private final Desk desk;
    private final Map<Watch, Set<Person>> pending = new LinkedHashMap<>();
    private final Backoff backoff = new Backoff();
    private boolean running;

    /** @param out to those who poll here; fails where some of it may be lost */
    PollNews(Function<List<NewsFrame>, Future<?>> out, Clock clock, Desk desk) {
        this.out = out;
        this.clock = clock;
        this.desk = desk;
    }

    /** How it stands, for polls that have just begun. */
    void state(Watch watch) {
        changed(watch, watch.takeOwed());
    }

    void changed(Watch watch, Collection<Person> people) {
        if (watch.isPolled() && !people.isEmpty()) {
            pending.computeIfAbsent(watch, first -> new LinkedHashSet<>(2)).addAll(people);
            go();
        }
    }

    private void go() {
        if (!running && !pending.isEmpty()) {
            running = true;
            desk.now().execute(this::turn);
        }
    }

    private void turn() {
        Map<Watch, Set<Person>> some = takeSome();
        List<NewsFrame> frames = new ArrayList<>();
        some.forEach((watch, people) -> frames.addAll(frames(watch, List.copyOf(people))));
        out.apply(frames).onComplete(kept -> desk.now().execute(backoff::reset), away -> desk.now()
                .execute(() -> tryAgain(away, some)));
        running = false;
        go();
    }

    private Map<Watch, Set<Person>> takeSome() {
        Map<Watch, Set<Person>> some = new LinkedHashMap<>();
        Iterator<Map.Entry<Watch, Set<Person>>> next = pending.entrySet().iterator();
        for (int told = 0; told < AT_ONCE && next.hasNext(); ) {
            Map.Entry<Watch, Set<Person>> entry = next.next();
            next.remove();
            if (!entry.getKey().isOver()) {
                some.put(entry.getKey(), entry.getValue());
                told += entry.getValue().size();
            }
        }
        return some;
    }

    private void tryAgain(Throwable away, Map<Watch, Set<Person>> some) {
        if (backoff.isFirst()) {
            LOG.warn("presence.poll_news put_off cause={}", away.toString());
        }
        desk.later().accept(backoff.next(), () -> some.forEach(this::changed));
    }

    private List<NewsFrame> frames(Watch watch, List<Person> people) {
        List<NewsFrame> frames = new ArrayList<>(1);
        for (int from = 0; from < people.size(); from += PresenceFrames.MOST) {
            int to = Math.min(people.size(), from + PresenceFrames.MOST);
            frames.add(frame(watch, people.subList(from, to)));
        }
        return frames;
    }

    private NewsFrame frame(Watch watch, List<Person> people) {
        boolean isOne = people.size() == 1;
        FrameBody.Around body = FrameBody.around(
                "presence",
                isOne ? PresenceFrames.CHANGED : PresenceFrames.STATE,
                Ids.next(),
                watch.channel(),
                clock.instant());
        return new NewsFrame(
                watch.user(),
                watch.channel(),
                body.before() + (isOne ? "" : "{\"presences\":["),
                people.stream().map(person -> news(watch, person)).toList(),
                (isOne ? "" : "]}") + body.after());
    }

    private static News news(Watch watch, Person person) {
        Presence presence = person.to(watch);
        String of = watch.seat().isPresent() ? watch.channel() : person.id().toString();
        String state = presence.lastSeen()
                .map(at -> presence.status() + " " + at.toEpochMilli())
                .orElse(presence.status());
        return new News(of, person.version(), state, Json.text(presence));
    }
}
