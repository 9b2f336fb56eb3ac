package io.devthread.realtime.gateway.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out which connections were replaced: those of whose session two checks in a row say that it belongs to another
 * connection. One check is not enough. The other connection may be one that Redis entered late, after its client had
 * given up; its gateway then gives the session back.
 */
final class Takeovers {
    /** By part of the users: what the check before said. */
    private final Map<Integer, Set<String>> seen = new HashMap<>();

    /** Something was seen once: only a thorough check can confirm it. */
    boolean isUnsure(int part) {
        return !seen.getOrDefault(part, Set.of()).isEmpty();
    }

    List<String> sure(int part, List<String> replaced) {
        Set<String> before = seen.getOrDefault(part, Set.of());
        seen.put(part, Set.copyOf(replaced));
        return replaced.stream().filter(before::contains).toList();
    }
}
