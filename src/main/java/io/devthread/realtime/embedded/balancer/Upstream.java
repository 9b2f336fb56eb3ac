package io.devthread.realtime.embedded.balancer;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.function.Consumer;

/** The way from one client to one backend; what is written before it is open waits, and the client meanwhile. */
final class Upstream {
    record Open(Backend backend, NetSocket socket) {}

    private final NetSocket client;
    private final Future<Open> opening;

    Upstream(NetSocket client, Future<Open> opening) {
        this.client = client;
        this.opening = opening;
        client.pause();
        opening.onSuccess(open -> pump(open.socket())).onComplete(done -> client.resume());
    }

    /** Nobody is read faster than the other side takes it. */
    void write(Buffer bytes) {
        opening.onSuccess(open -> {
            open.socket().write(bytes);
            if (open.socket().writeQueueFull()) {
                client.pause();
                open.socket().drainHandler(drained -> client.resume());
            }
        });
    }

    /** The client takes more again. */
    void readOn() {
        opening.onSuccess(open -> open.socket().resume());
    }

    boolean isAt(Backend backend) {
        return opening.succeeded() && opening.result().backend().equals(backend);
    }

    void whenOpen(Consumer<Backend> task) {
        opening.onSuccess(open -> task.accept(open.backend()));
    }

    boolean wasNeverOpen() {
        return opening.failed();
    }

    /** Runs it when the backend has closed, or none could be reached. */
    void onGone(Runnable task) {
        opening.onSuccess(open -> open.socket().closeHandler(closed -> task.run()))
                .onFailure(none -> task.run());
    }

    void close() {
        opening.onSuccess(open -> open.socket().close());
    }

    private void pump(NetSocket backend) {
        backend.exceptionHandler(broken -> backend.close());
        backend.handler(bytes -> {
            client.write(bytes);
            if (client.writeQueueFull()) {
                backend.pause();
            }
        });
    }
}
