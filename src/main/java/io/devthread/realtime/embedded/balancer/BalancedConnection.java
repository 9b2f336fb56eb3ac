package io.devthread.realtime.embedded.balancer;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One client. What it says goes to the backend of its current request, and what any of its backends say goes back. It
 * keeps its first backend, in which order and pipelining are as without us; only requests of a SockJS session that lives
 * elsewhere go there. For one event loop.
 */
final class BalancedConnection implements RequestReader.Sink {
    private final NetSocket client;
    private final NetClient net;
    private final Backends backends;
    private final SockJsHomes homes;
    private final Supplier<Buffer> sorry;
    private final List<Upstream> upstreams = new ArrayList<>();
    private Optional<Upstream> current = Optional.empty();

    /** @param sorry is said, and the connection closed, where no backend is up */
    BalancedConnection(NetSocket client, NetClient net, Backends backends, SockJsHomes homes, Supplier<Buffer> sorry) {
        this.client = client;
        this.net = net;
        this.backends = backends;
        this.homes = homes;
        this.sorry = sorry;
        client.closeHandler(closed -> List.copyOf(upstreams).forEach(Upstream::close));
        client.drainHandler(drained -> upstreams.forEach(Upstream::readOn));
        client.exceptionHandler(broken -> client.close());
    }

    @Override
    public void request(String target, Buffer head) {
        Optional<String> session = SockJsHomes.session(target);
        Optional<Backend> home = session.flatMap(homes::of).filter(backends::isUp);
        Upstream upstream = home.map(this::at).or(() -> current).orElseGet(() -> open(Optional.empty()));
        current = Optional.of(upstream);
        session.ifPresent(known -> upstream.whenOpen(backend -> homes.settle(known, backend)));
        upstream.write(head);
    }

    @Override
    public void more(Buffer bytes) {
        Upstream upstream = current.orElseGet(() -> open(Optional.empty()));
        current = Optional.of(upstream);
        upstream.write(bytes);
    }

    private Upstream at(Backend backend) {
        return upstreams.stream()
                .filter(upstream -> upstream.isAt(backend))
                .findFirst()
                .orElseGet(() -> open(Optional.of(backend)));
    }

    private Upstream open(Optional<Backend> wanted) {
        Upstream upstream = new Upstream(client, connect(wanted, new HashSet<>()));
        upstreams.add(upstream);
        upstream.onGone(() -> gone(upstream));
        return upstream;
    }

    /** A backend that just died may not be known to be down yet: then the next one. */
    private Future<Upstream.Open> connect(Optional<Backend> wanted, Set<Backend> tried) {
        return wanted.or(() -> backends.next(tried))
                .map(backend -> {
                    tried.add(backend);
                    return net.connect(backend.port(), "127.0.0.1")
                            .map(socket -> new Upstream.Open(backend, socket))
                            .recover(away -> connect(Optional.empty(), tried));
                })
                .orElseGet(() -> Future.failedFuture("no backend is up"));
    }

    /** An idle one may go; with the one that is being asked goes the connection, as it would without us. */
    private void gone(Upstream upstream) {
        upstreams.remove(upstream);
        if (current.filter(asked -> asked == upstream).isPresent()) {
            if (upstream.wasNeverOpen()) {
                client.write(sorry.get());
            }
            client.close();
        }
    }
}
