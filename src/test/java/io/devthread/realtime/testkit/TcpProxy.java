package io.devthread.realtime.testkit;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a client and a server, to take the way away: cut (connections end), hung (nothing passes and nobody is
 * told), slow, or halved (a chunk passes by half and the connection ends in the middle of a frame).
 */
public final class TcpProxy {
    private final Vertx vertx;
    private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
    private final NetServer server;
    private final NetClient client;
    private volatile int target;
    private volatile boolean cut;
    private volatile boolean hung;
    private volatile boolean halving;
    private volatile Duration pause = Duration.ZERO;

    private TcpProxy(Vertx vertx, int target) {
        this.vertx = vertx;
        this.target = target;
        this.client = vertx.createNetClient();
        this.server = vertx.createNetServer().connectHandler(this::accept);
    }

    public static TcpProxy to(Vertx vertx, int port) {
        return at(vertx, "127.0.0.1", port);
    }

    /** @param host the address of this machine that it listens on */
    public static TcpProxy at(Vertx vertx, String host, int port) {
        TcpProxy proxy = new TcpProxy(vertx, port);
        proxy.server.listen(0, host).await();
        return proxy;
    }

    public int port() {
        return server.actualPort();
    }

    /** New connections go there; those of before end. */
    public void leadTo(int port) {
        target = port;
        sockets.forEach(NetSocket::close);
    }

    public void cut() {
        cut = true;
        sockets.forEach(NetSocket::close);
    }

    public void hang() {
        hung = true;
        sockets.forEach(NetSocket::pause);
    }

    /** After each chunk nothing passes for so long. */
    public void slow(Duration pause) {
        this.pause = pause;
    }

    /** The next chunk passes by half, and its connection ends. */
    public void halve() {
        halving = true;
    }

    /** New connections work again; those that hang hang for ever, as where a firewall has forgotten them. */
    public void forget() {
        sockets.clear();
        hung = false;
    }

    public void heal() {
        cut = false;
        hung = false;
        halving = false;
        pause = Duration.ZERO;
        sockets.forEach(NetSocket::resume);
    }

    private void accept(NetSocket near) {
        if (cut) {
            near.close();
            return;
        }
        near.pause();
        client.connect(target, "127.0.0.1")
                .onSuccess(far -> {
                    join(near, far);
                    join(far, near);
                })
                .onFailure(refused -> near.close());
    }

    private void join(NetSocket from, NetSocket to) {
        sockets.add(from);
        from.handler(chunk -> pass(from, to, chunk));
        from.closeHandler(end -> {
            sockets.remove(from);
            to.close();
        });
        if (!hung) {
            from.resume();
        }
    }

    private void pass(NetSocket from, NetSocket to, Buffer chunk) {
        if (halving) {
            halving = false;
            to.write(chunk.getBuffer(0, chunk.length() / 2)).onComplete(half -> to.close());
            return;
        }
        to.write(chunk);
        if (pause.isPositive()) {
            from.pause();
            vertx.setTimer(pause.toMillis(), timer -> goOn(from));
        }
    }

    private void goOn(NetSocket from) {
        if (!hung) {
            from.resume();
        }
    }
}
