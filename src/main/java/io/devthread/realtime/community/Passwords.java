package io.devthread.realtime.community;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import io.vertx.core.WorkerExecutor;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Argon2id (RFC 9106). A hash costs tens of milliseconds of a core on purpose, so it runs on threads of its own: a
 * storm of logins makes logins wait, and nothing else.
 */
final class Passwords {
    private static final int PARALLELISM = 1;
    private static final int OUTPUT_BYTES = 32;
    private static final int SALT_BYTES = 16;

    private final WorkerExecutor workers;
    private final Argon2Function argon2;
    private final String nobodysHash;

    /** Hashes once itself: not for an event loop. */
    Passwords(WorkerExecutor workers, CommunityConfig config) {
        this.workers = workers;
        this.argon2 = Argon2Function.getInstance(
                config.hashMemoryKib(), config.hashIterations(), PARALLELISM, OUTPUT_BYTES, Argon2.ID);
        this.nobodysHash = hash("the password of nobody");
    }

    String hash(String password) {
        return onWorker(() ->
                Password.hash(password).addRandomSalt(SALT_BYTES).with(argon2).getResult());
    }

    /** Takes the same time whether or not there is a hash, so that the time does not tell who has an account. */
    boolean matches(String password, Optional<String> hash) {
        String compared = hash.orElse(nobodysHash);
        boolean same =
                onWorker(() -> Password.check(password, compared).with(Argon2Function.getInstanceFromHash(compared)));
        return same && hash.isPresent();
    }

    private <T> T onWorker(Callable<T> work) {
        return workers.executeBlocking(work, false).await();
    }
}
