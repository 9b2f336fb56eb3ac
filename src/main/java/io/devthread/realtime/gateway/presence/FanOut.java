package io.devthread.realtime.gateway.presence;

import io.devthread.realtime.gateway.Frame;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Brings to connections what has changed, each person as it is when the frame is made; {@link PollNews} does so for
 * polls. Many connections are served in several turns of the event loop. A connection without room is owed what it was
 * not told, and gets it, as it is by then, when it reads again. On the desk's event loop.
 */
final class FanOut {
    /** Watches that are served in one turn. */
    private static final int AT_ONCE = 2_000;

    /** Contents that are kept encoded for others who are told the same. */
    private static final int MOST_KEPT = 1_000;

    private final Function<Watch, List<? extends Viewer>> viewersOf;
    private final PresenceFrames frames;
    private final PollNews polls;
    private final FanOutMetrics metrics;
    private final Desk desk;
    private final Map<Watch, Set<Person>> pending = new LinkedHashMap<>();
    private final Map<Viewer, Map<Watch, Set<Person>>> owed = new IdentityHashMap<>();
    private PresenceFrames.Round round;
    private int written;
    private boolean running;

    private record Writing(Viewer viewer, Frame frame, Watch watch, Collection<Person> people) {}

    /** @param viewersOf the live connections of a watch */
    FanOut(
            Function<Watch, List<? extends Viewer>> viewersOf,
            PresenceFrames frames,
            PollNews polls,
            FanOutMetrics metrics,
            Desk desk) {
        this.viewersOf = viewersOf;
        this.frames = frames;
        this.round = frames.new Round();
        this.polls = polls;
        this.metrics = metrics;
        this.desk = desk;
    }

    /** To all who watch them. */
    void changed(Collection<Person> people) {
        for (Person person : people) {
            for (Watch watch : person.watches()) {
                if (watch.isReady()) {
                    pending.computeIfAbsent(watch, first -> new LinkedHashSet<>(2))
                            .add(person);
                    polls.changed(watch, List.of(person));
                }
            }
        }
        go();
    }

    /** How a watch stands that is ready now, to all connections and polls. */
    void begun(Watch watch) {
        state(watch, viewersOf.apply(watch));
        polls.state(watch);
    }

    /** To all connections and polls of a watch. */
    void changed(Watch watch, Collection<Person> people) {
        polls.changed(watch, people);
        if (!people.isEmpty()) {
            pending.computeIfAbsent(watch, first -> new LinkedHashSet<>()).addAll(people);
            go();
        }
    }

    /** How a watch stands, to connections that have not been told before; nothing to who follows nobody. */
    void state(Watch watch, List<? extends Viewer> viewers) {
        if (watch.people().length == 0 && watch.seat().isEmpty()) {
            return;
        }
        List<Person> people = watch.worthTelling();
        int from = 0;
        do {
            List<Person> some = people.subList(from, Math.min(people.size(), from + PresenceFrames.MOST));
            Frame frame = frames.new Round().state(watch, some);
            write(viewers.stream()
                    .map(viewer -> new Writing(viewer, frame, watch, some))
                    .toList());
            from += PresenceFrames.MOST;
        } while (from < people.size());
    }

    /** Tries again what was shed. */
    void settle() {
        Map<Viewer, Map<Watch, Set<Person>>> trying = new IdentityHashMap<>(owed);
        owed.clear();
        List<Writing> writings = new ArrayList<>();
        trying.forEach((viewer, watches) -> watches.forEach((watch, people) -> {
            if (!watch.isOver() && viewersOf.apply(watch).contains(viewer)) {
                writings.addAll(writings(watch, people, List.of(viewer)));
            }
        }));
        write(writings);
    }

    int owedTo() {
        return owed.size();
    }

    private void go() {
        if (!running && !pending.isEmpty()) {
            running = true;
            desk.now().execute(this::turn);
        }
    }

    private void turn() {
        List<Writing> writings = new ArrayList<>();
        Iterator<Map.Entry<Watch, Set<Person>>> next = pending.entrySet().iterator();
        for (int served = 0; served < AT_ONCE && next.hasNext(); served++) {
            Map.Entry<Watch, Set<Person>> entry = next.next();
            next.remove();
            if (!entry.getKey().isOver()) {
                writings.addAll(writings(entry.getKey(), entry.getValue(), viewersOf.apply(entry.getKey())));
            }
        }
        write(writings);
        written += writings.size();
        if (pending.isEmpty() || round.encodings() > MOST_KEPT) {
            metrics.fannedOut(written, round.encodings());
            written = 0;
            round = frames.new Round();
        }
        running = false;
        go();
    }

    private List<Writing> writings(Watch watch, Collection<Person> people, List<? extends Viewer> viewers) {
        List<Writing> writings = new ArrayList<>(viewers.size());
        if (!viewers.isEmpty()) {
            for (Frame frame : round.changes(watch, List.copyOf(people))) {
                viewers.forEach(viewer -> writings.add(new Writing(viewer, frame, watch, people)));
            }
        }
        return writings;
    }

    /** One task for each event loop. */
    private void write(List<Writing> writings) {
        Map<Executor, List<Writing>> byLoop = new IdentityHashMap<>();
        writings.forEach(
                writing -> byLoop.computeIfAbsent(writing.viewer().socket().loop(), loop -> new ArrayList<>())
                        .add(writing));
        byLoop.forEach((loop, some) -> loop.execute(() -> {
            List<Writing> shed = some.stream()
                    .filter(writing -> !writing.viewer().offer(writing.frame()))
                    .toList();
            if (!shed.isEmpty()) {
                desk.now().execute(() -> owe(shed));
            }
        }));
    }

    private void owe(List<Writing> shed) {
        metrics.shed(shed.size());
        for (Writing writing : shed) {
            if (viewersOf.apply(writing.watch()).contains(writing.viewer())) {
                owed.computeIfAbsent(writing.viewer(), first -> new IdentityHashMap<>(1))
                        .computeIfAbsent(writing.watch(), first -> new LinkedHashSet<>())
                        .addAll(writing.people());
            }
        }
    }
}
