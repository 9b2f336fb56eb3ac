package io.devthread.realtime.typing;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.privacy.PrivacyApi;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whether a typist's partner may see it. PostgreSQL is asked every time, so that what is switched off or blocked holds
 * from its COMMIT on. While PostgreSQL is away its last answer counts for a minute: nobody can change it meanwhile, and
 * a change that this process was not told of does not hold for long.
 */
final class Sharing {
    static final int MOST = 20_000;

    private static final Duration COUNTS = Duration.ofSeconds(60);

    private final Predicate<Typist> ask;
    private final InstantSource clock;
    private long changes;
    private final Map<Typist, Answer> last = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Typist, Answer> eldest) {
            return size() > MOST;
        }
    });

    private record Answer(boolean shares, Instant until) {}

    /** @param ask throws {@link Refusal} while PostgreSQL is away; may await */
    Sharing(Predicate<Typist> ask, InstantSource clock) {
        this.ask = ask;
        this.clock = clock;
    }

    boolean of(Typist typist) {
        long before = changes();
        boolean shares;
        try {
            shares = ask.test(typist);
        } catch (Refusal away) {
            return Optional.ofNullable(last.get(typist))
                    .filter(answer -> clock.instant().isBefore(answer.until()))
                    .map(Answer::shares)
                    .orElseThrow(() -> away);
        }
        remember(typist, shares, before);
        return shares;
    }

    private long changes() {
        synchronized (last) {
            return changes;
        }
    }

    /** What was asked before a change may be older than it: then nothing is known. */
    private void remember(Typist typist, boolean shares, long before) {
        synchronized (last) {
            if (changes == before) {
                last.put(typist, new Answer(shares, clock.instant().plus(COUNTS)));
            } else {
                last.remove(typist);
            }
        }
    }

    void forget(PrivacyApi.Changed changed) {
        synchronized (last) {
            changes++;
            last.keySet().removeIf(typist -> typist.concerns(changed.userId()));
        }
    }
}
