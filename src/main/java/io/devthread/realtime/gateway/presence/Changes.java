package io.devthread.realtime.gateway.presence;

import io.devthread.realtime.presence.PresenceApi.Shown;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Gathers what is heard of people who are watched here. The first change goes out at once, and what comes within the
 * same second (from other presence processes, or because it had to be asked for) together in the next. On the desk's
 * event loop.
 */
final class Changes {
    private final Watches watches;
    private final Duration every;
    private final Consumer<Collection<Person>> out;
    private final LongSupplier nanoTime;
    private final Desk desk;
    private Set<Person> changed = new LinkedHashSet<>();
    private long nextAtNanos;
    private boolean scheduled;

    Changes(Watches watches, Duration every, Consumer<Collection<Person>> out, LongSupplier nanoTime, Desk desk) {
        this.watches = watches;
        this.every = every;
        this.out = out;
        this.nanoTime = nanoTime;
        this.desk = desk;
        this.nextAtNanos = nanoTime.getAsLong();
    }

    void hear(List<Shown> news) {
        for (Shown shown : news) {
            watches.person(shown.userId()).filter(person -> person.hear(shown)).ifPresent(changed::add);
        }
        if (changed.isEmpty() || scheduled) {
            return;
        }
        long wait = nextAtNanos - nanoTime.getAsLong();
        if (wait <= 0) {
            flush();
        } else {
            scheduled = true;
            desk.later().accept(Duration.ofNanos(wait).plusMillis(1), this::flush);
        }
    }

    private void flush() {
        scheduled = false;
        nextAtNanos = nanoTime.getAsLong() + every.toNanos();
        Set<Person> told = changed;
        changed = new LinkedHashSet<>();
        out.accept(told);
    }
}
