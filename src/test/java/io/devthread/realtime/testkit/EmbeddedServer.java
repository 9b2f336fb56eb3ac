package io.devthread.realtime.testkit;

import io.devthread.realtime.embedded.DataDirectory;
import io.devthread.realtime.embedded.Ports;
import io.devthread.realtime.embedded.PostgresStore;
import io.devthread.realtime.embedded.RedisStore;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A store started as {@code scripts/run} starts it; but no test cuts the power, so nobody waits for the disk. */
final class EmbeddedServer<S> implements StoreServer {
    private final int port;
    private final Supplier<S> starter;
    private final Consumer<S> stopper;
    private final Consumer<S> killer;
    private Optional<S> running = Optional.empty();

    private EmbeddedServer(int port, Supplier<S> starter, Consumer<S> stopper, Consumer<S> killer) {
        this.port = port;
        this.starter = starter;
        this.stopper = stopper;
        this.killer = killer;
    }

    static StoreServer postgres(DataDirectory data) {
        int port = Ports.free();
        return new EmbeddedServer<>(
                port, () -> PostgresStore.start(data, port, false), PostgresStore::close, PostgresStore::kill);
    }

    static StoreServer redis(DataDirectory data) {
        int port = Ports.free();
        return new EmbeddedServer<>(port, () -> RedisStore.start(data, port), RedisStore::close, RedisStore::kill);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public synchronized void start() {
        if (running.isEmpty()) {
            running = Optional.of(starter.get());
        }
    }

    @Override
    public synchronized void stop() {
        end(stopper);
    }

    @Override
    public synchronized void kill() {
        end(killer);
    }

    private void end(Consumer<S> way) {
        running.ifPresent(way);
        running = Optional.empty();
    }
}
