package io.devthread.realtime.gateway.trace;

/**
 * What a gateway remembers for {@code GET /api/v1/admin/trace}.
 *
 * @param entries how many steps of events, of all connections together; 64 bytes of heap each, taken at the start;
 *     default 131,072 (8 MiB); 0 remembers nothing. An event costs one step for each wake-up and each connection it is
 *     written to; a client's confirmation, connecting and closing one each. A step is forgotten after 24 hours, or when
 *     that many newer ones have come.
 */
public record TraceConfig(int entries) {
    public static final TraceConfig DEFAULT = new TraceConfig(131_072);

    private static final int MOST = 16_777_216;

    public TraceConfig {
        if (entries < 0 || entries > MOST) {
            throw new IllegalArgumentException("trace.entries must be 0 to " + MOST + ", not " + entries);
        }
    }
}
