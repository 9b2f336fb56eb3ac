package io.devthread.realtime.typing;

import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Whom a user types to. Participants never change, so an answer is kept as long as it is among the last that were
 * asked for; a refusal is not kept.
 */
final class Partners {
    static final int MOST = 20_000;

    private record Seat(UserId user, ConversationId conversation) {}

    private final BiFunction<UserId, ConversationId, UserId> ask;
    private final Map<Seat, UserId> known = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Seat, UserId> eldest) {
            return size() > MOST;
        }
    });

    /** @param ask throws {@code forbidden} for who takes no part in it; may await */
    Partners(BiFunction<UserId, ConversationId, UserId> ask) {
        this.ask = ask;
    }

    UserId of(UserId user, ConversationId conversation) {
        Seat seat = new Seat(user, conversation);
        UserId partner = known.get(seat);
        if (partner == null) {
            // Not inside computeIfAbsent: asking awaits, and must not hold the lock of all others meanwhile.
            partner = ask.apply(user, conversation);
            known.put(seat, partner);
        }
        return partner;
    }
}
