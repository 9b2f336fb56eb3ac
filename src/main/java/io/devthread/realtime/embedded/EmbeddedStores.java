package io.devthread.realtime.embedded;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** PostgreSQL and Redis of one data folder; their data survives a restart and a {@code kill -9} of anything. */
public final class EmbeddedStores implements AutoCloseable {
    private final PostgresStore postgres;
    private final RedisStore redis;

    private EmbeddedStores(PostgresStore postgres, RedisStore redis) {
        this.postgres = postgres;
        this.redis = redis;
    }

    /** Ends what a killed predecessor on this folder left running, then starts both, and returns when both answer. */
    public static EmbeddedStores start(DataDirectory data) {
        CompletableFuture<RedisStore> redis = CompletableFuture.supplyAsync(() -> RedisStore.start(data, Ports.free()));
        try {
            PostgresStore postgres = PostgresStore.start(data, Ports.free());
            return join(postgres, redis);
        } catch (StartFailure postgresFailed) {
            redis.thenAccept(RedisStore::close).exceptionally(both -> null).join();
            throw postgresFailed;
        }
    }

    private static EmbeddedStores join(PostgresStore postgres, CompletableFuture<RedisStore> redis) {
        try {
            return new EmbeddedStores(postgres, redis.join());
        } catch (CompletionException redisFailed) {
            postgres.kill();
            throw redisFailed.getCause() instanceof StartFailure failure
                    ? failure
                    : new StartFailure("Redis cannot start: " + redisFailed.getCause(), redisFailed);
        }
    }

    public PostgresStore postgres() {
        return postgres;
    }

    public RedisStore redis() {
        return redis;
    }

    @Override
    public void close() {
        redis.close();
        postgres.close();
    }
}
