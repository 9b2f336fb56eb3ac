package io.devthread.realtime.platform;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes changed key files into use while the process runs, so that an issuer changes its keys without a restart. Files
 * that can't be used change nothing and are named once in the log: who rewrites a file in place may be seen halfway.
 */
public final class KeyWatch extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(KeyWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final TokenVerifier tokens;
    private final Duration every;
    private boolean looking;

    public KeyWatch(TokenVerifier tokens) {
        this(tokens, EVERY);
    }

    KeyWatch(TokenVerifier tokens, Duration every) {
        this.tokens = tokens;
        this.every = every;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(every.toMillis(), tick -> look());
        return Future.succeededFuture();
    }

    private void look() {
        if (looking) {
            return;
        }
        looking = true;
        vertx.executeBlocking(tokens::renewKeys, false)
                .onComplete(done -> looking = false)
                .onComplete(
                        changed -> {
                            if (changed) {
                                LOG.info("auth.keys renewed");
                            }
                        },
                        unusable -> LOG.warn("auth.keys kept cause={}", unusable.getMessage()));
    }
}
