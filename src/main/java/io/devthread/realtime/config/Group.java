package io.devthread.realtime.config;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a process may run, in the order in which it is started: who is called stands before who calls. */
public enum Group {
    MESSAGING,
    NOTIFICATION,
    PRESENCE,
    FEED,
    POLLING,
    COMMUNITY,
    GATEWAY;

    private static final String EVERY = "all";

    /** All but the sample application, which runs only where it is asked for. */
    public static Set<Group> byDefault() {
        return EnumSet.complementOf(EnumSet.of(COMMUNITY));
    }

    /**
     * What the names stand for: {@code all} for every group, none for the default.
     *
     * @throws IllegalArgumentException for a group that does not exist, naming those that do
     */
    static Set<Group> named(Set<String> names) {
        if (names.contains(EVERY)) {
            return EnumSet.allOf(Group.class);
        }
        return names.isEmpty() ? byDefault() : names.stream().map(Group::parse).collect(Collectors.toSet());
    }

    private static Group parse(String name) {
        return Arrays.stream(values())
                .filter(group -> group.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "groups has no \"" + name + "\"; there are: " + labels() + ", all"));
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static String labels() {
        return Arrays.stream(values()).map(Group::label).collect(Collectors.joining(", "));
    }
}
