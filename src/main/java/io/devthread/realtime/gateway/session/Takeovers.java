package io.devthread.realtime.gateway.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which connections have been replaced, as the position check sees it: those whose session another one has, twice in a
 * row. Once may be one that Redis entered late, whose client had long gone: that gives the session back.
 */
final class Takeovers {
    /** For each part of the users, those of the check before. */
    private final Map<Integer, Set<String>> seen = new HashMap<>();

    /** Whether the next check of the part is to be a thorough one. */
    boolean isUnsure(int part) {
        return !seen.getOrDefault(part, Set.of()).isEmpty();
    }

    List<String> sure(int part, List<String> replaced) {
        Set<String> before = seen.getOrDefault(part, Set.of());
        seen.put(part, Set.copyOf(replaced));
        return replaced.stream().filter(before::contains).toList();
    }
}
