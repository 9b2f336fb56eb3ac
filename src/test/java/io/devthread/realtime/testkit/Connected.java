package io.devthread.realtime.testkit;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.PostgresConfig;
import io.vertx.core.Vertx;
import java.time.Duration;

/** A pool that has made its first connection: on a busy machine that can take longer than a statement may. */
public final class Connected {
    /** How long tests wait for what is not about time. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private Connected() {}

    public static Postgres to(Vertx vertx, PostgresConfig config) {
        Postgres postgres = Postgres.connect(vertx, config);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!answers(postgres)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("PostgreSQL does not answer within " + PATIENCE);
            }
        }
        return postgres;
    }

    private static boolean answers(Postgres postgres) {
        try {
            return postgres.query("SELECT 1").size() == 1;
        } catch (Refusal notYet) {
            return false;
        }
    }
}
