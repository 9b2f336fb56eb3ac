package io.devthread.realtime.embedded.balancer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Those that are up, taken in turn. Thread-safe: processes come and go on other threads than connections. */
public final class Backends {
    private final List<Backend> live = new ArrayList<>();
    private int turn;

    public synchronized void up(Backend backend) {
        if (!live.contains(backend)) {
            live.add(backend);
        }
    }

    public synchronized void down(Backend backend) {
        live.remove(backend);
    }

    synchronized boolean isUp(Backend backend) {
        return live.contains(backend);
    }

    /** @param tried those that were asked in vain */
    synchronized Optional<Backend> next(Set<Backend> tried) {
        for (int i = 0; i < live.size(); i++) {
            turn = (turn + 1) % live.size();
            if (!tried.contains(live.get(turn))) {
                return Optional.of(live.get(turn));
            }
        }
        return Optional.empty();
    }
}
