package io.devthread.realtime.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.platform.MetricNames;
import io.devthread.realtime.platform.TokenVerifier;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All connected services of a process, what they may call, and how many they may be. Thread-safe. */
public final class Peers {
    /** Of a call that went well; the others have the code of their error. */
    static final String OK = "ok";

    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);

    private static final String STOPPING = "this process";

    /** A call has its answer by then; who does not take its answers is not waited for. */
    private static final Duration DRAIN_LIMIT = Bus.CALL_TIMEOUT.plusSeconds(2);

    private final BridgeConfig config;
    private final Bus bus;
    private final Authentication authentication;
    private final MeterRegistry meters;
    private final Set<Peer> connected = ConcurrentHashMap.newKeySet();
    private final Promise<Void> drained = Promise.promise();
    private volatile boolean draining;

    public Peers(BridgeConfig config, Bus bus, Authentication authentication, MeterRegistry meters) {
        this.config = config;
        this.bus = bus;
        this.authentication = authentication;
        this.meters = meters;
        meters.gaugeCollectionSize(MetricNames.BRIDGE_CONNECTIONS, List.of(), connected);
        for (String door : List.of("tcp", "sockjs")) {
            meters.counter(MetricNames.BRIDGE_CALLS, "door", door, "result", OK);
        }
    }

    BridgeConfig config() {
        return config;
    }

    /** False when there is no place; then the peer has been told and closed. */
    boolean add(Peer peer) {
        connected.add(peer);
        if (connected.size() <= config.maxConnections() && !draining) {
            return true;
        }
        connected.remove(peer);
        peer.refuseAndClose(
                draining
                        ? Refusal.unavailable(STOPPING)
                        : Refusal.of(Failure.TOO_MANY_CONNECTIONS, "too many services are connected to this process"));
        return false;
    }

    void remove(Peer peer) {
        connected.remove(peer);
        answered();
    }

    /** @param token empty where the caller shows none */
    Future<?> call(Optional<String> token, String address, JsonNode body) {
        Identity caller = authentication.identify(token.orElseThrow(TokenVerifier::unauthorized));
        return PermittedAddress.named(address).call(bus, caller, body);
    }

    void count(String door, String result) {
        meters.counter(MetricNames.BRIDGE_CALLS, "door", door, "result", result).increment();
    }

    Refusal refusal(Throwable thrown) {
        if (thrown instanceof Refusal refusal) {
            return refusal;
        }
        LOG.error("bridge.call failed", thrown);
        return Refusal.internal();
    }

    /** Who says nothing, or stops in the middle. To be called every second. */
    void closeLate(long nowNanos) {
        connected.stream().filter(peer -> peer.isLate(nowNanos)).forEach(Peer::close);
    }

    /** New calls are refused; completes, and tells and closes all, when those under way are answered or time is up. */
    public Future<Void> drain() {
        draining = true;
        answered();
        return drained.future()
                .timeout(DRAIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .onComplete(over -> connected.forEach(peer -> peer.refuseAndClose(Refusal.unavailable(STOPPING))));
    }

    public void closeAll() {
        connected.forEach(Peer::close);
    }

    boolean areDraining() {
        return draining;
    }

    void answered() {
        if (draining && connected.stream().noneMatch(Peer::isBusy)) {
            drained.tryComplete();
        }
    }
}
