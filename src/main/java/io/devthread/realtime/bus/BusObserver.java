package io.devthread.realtime.bus;

import java.util.Locale;
import java.util.function.IntSupplier;

/** Is told what goes wrong on the bus, and how much is being served: for metrics. Any thread. */
public interface BusObserver {
    BusObserver NONE = new BusObserver() {
        @Override
        public void serving(String address, IntSupplier inFlight) {}

        @Override
        public void failed(String address, Kind kind) {}
    };

    /** Why a call came to nothing. A refusal by a rule is an answer, and not among them. */
    enum Kind {
        /** Nobody answered in time: the server died, hangs, or is cut off. */
        TIMEOUT,
        /** No process of the cluster serves the address. */
        NO_HANDLERS,
        /** The server had its limit of calls in flight. */
        BUSY,
        /** The handler threw something that is a bug or an outage. */
        BROKEN;

        private final String code = name().toLowerCase(Locale.ROOT);

        public String code() {
            return code;
        }
    }

    /** This process serves the address now. @param address its {@link Address#label}, one of a bounded set */
    void serving(String address, IntSupplier inFlight);

    /** @param address the {@link Address#label} of a call; never a topic */
    void failed(String address, Kind kind);
}
