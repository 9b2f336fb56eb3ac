package io.devthread.realtime.gateway.presence;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A desk whose tasks and timers a test runs by hand. */
final class HandDesk {
    final Queue<Runnable> tasks = new ArrayDeque<>();
    final List<Duration> pauses = new ArrayList<>();
    private final Queue<Runnable> timers = new ArrayDeque<>();
    final Desk desk = new Desk(tasks::add, (pause, task) -> {
        pauses.add(pause);
        timers.add(task);
    });

    void run() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    void fireTimers() {
        List<Runnable> due = List.copyOf(timers);
        timers.clear();
        due.forEach(Runnable::run);
        run();
    }

    int timers() {
        return timers.size();
    }
}
