package io.devthread.realtime.bus;

import java.util.List;

/** A request that may be part of traces; see {@link TraceIds}. */
public interface InTraces {
    /** W3C traceparents. */
    List<String> traceparents();
}
