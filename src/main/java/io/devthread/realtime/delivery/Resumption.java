package io.devthread.realtime.delivery;

import java.util.List;
import java.util.Locale;

/** Whether a client can go on from the position it had (contract section 2.1). Never a part of the gap. */
public sealed interface Resumption {
    /** A fresh start: the client named no position. */
    record None() implements Resumption {}

    /** Everything it missed, in order and without a gap; possibly nothing. */
    record Full(List<Entry> missed) implements Resumption {}

    /** Continuity can't be proved: the client reloads its state. */
    record Reset(Reason reason) implements Resumption {}

    enum Reason {
        TOO_OLD,
        EPOCH_CHANGED,
        INVALID_POSITION;

        private final String code = name().toLowerCase(Locale.ROOT);

        /** As it stands on the wire. */
        public String code() {
            return code;
        }

        static Reason of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }
}
