package io.devthread.realtime.messaging;

import io.devthread.realtime.messaging.RevisionStore.Sent;
import java.util.List;
import java.util.Optional;

/**
 * How far an erasure has come. It goes over all messages of a person, by the ids that their devices chose; what is erased
 * stays among them, so who began anew for each batch would walk over ever more of it. A pass that found something is
 * followed by another one: something may have been sent behind it meanwhile.
 *
 * @param found whether there was something to erase so far
 * @param after the id that this pass has come to; the empty one comes before all
 */
record ErasurePass(boolean found, String after) {
    private static final String FOUND = "+";
    private static final String NOTHING_YET = "-";

    private static final ErasurePass FIRST = new ErasurePass(false, "");

    static ErasurePass of(Optional<String> cursor) {
        return cursor.map(text -> new ErasurePass(text.startsWith(FOUND), text.substring(1)))
                .orElse(FIRST);
    }

    String cursor() {
        return (found ? FOUND : NOTHING_YET) + after;
    }

    /**
     * @param window the next {@link PersonalData#WINDOW} messages
     * @param batch of these the ones to erase, {@link PersonalData#BATCH} at most
     * @return where to go on when they are erased; empty when a whole pass has found nothing
     */
    Optional<ErasurePass> next(List<Sent> window, List<Sent> batch) {
        boolean foundNow = found || !batch.isEmpty();
        if (batch.size() == PersonalData.BATCH) {
            return Optional.of(new ErasurePass(true, batch.getLast().clientMessageId()));
        }
        if (window.size() == PersonalData.WINDOW) {
            return Optional.of(new ErasurePass(foundNow, window.getLast().clientMessageId()));
        }
        return foundNow ? Optional.of(FIRST) : Optional.empty();
    }
}
