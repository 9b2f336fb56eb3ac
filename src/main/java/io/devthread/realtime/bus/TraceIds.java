package io.devthread.realtime.bus;

import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names the traces of a request at the end of the line that says what went wrong with it, so that who reads the line
 * finds the traces in the collector, and who looks at a trace the lines.
 */
public final class TraceIds {
    /** Some come from outside: only hexadecimal digits of the right number get into a line. */
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-.*");

    private static final int MOST = 10;

    private TraceIds() {}

    /** @return {@code " trace_id=…"}, several with commas between; empty where nothing is traced */
    public static String of(Object request) {
        return request instanceof InTraces traced ? ofAll(traced.traceparents()) : "";
    }

    /** The same. */
    public static String ofAll(Collection<String> traceparents) {
        String ids = traceparents.stream()
                .map(TRACEPARENT::matcher)
                .filter(Matcher::matches)
                .map(parts -> parts.group(1))
                .distinct()
                .limit(MOST)
                .collect(Collectors.joining(","));
        return ids.isEmpty() ? "" : " trace_id=" + ids;
    }
}
