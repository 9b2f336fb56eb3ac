package io.devthread.realtime.gateway;

import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * {@link Connections} is linearizable: whatever threads do at the same time, each sees what some order of whole
 * operations would show. Taking the lock away from any two that write turned this red.
 *
 * <p>Stress, not model checking: that one fails on Java 25 within Lincheck 3.4 itself, when it restores its snapshot.
 */
@Param(name = "peer", gen = IntGen.class, conf = "0:1")
public class ConnectionsLincheckTest {
    private final Connections<Peer> connections = new Connections<>();
    private final List<Peer> peers = List.of(Peer.of("one", 1, Runnable::run), Peer.of("two", 1, Runnable::run));

    public ConnectionsLincheckTest() {
        connections.add(peer(0));
    }

    private Peer peer(int number) {
        return peers.get(number);
    }

    private static List<String> ids(List<Peer> some) {
        return some.stream().map(Peer::connectionId).sorted().toList();
    }

    @Operation
    public boolean add(int peer) {
        return connections.add(peer(peer));
    }

    @Operation
    public boolean remove(int peer) {
        return connections.remove(peer(peer));
    }

    @Operation
    public boolean subscribe(int peer) {
        return connections.subscribe(peer(peer), "feed");
    }

    @Operation
    public boolean unsubscribe(int peer) {
        return connections.unsubscribe(peer(peer), "feed");
    }

    @Operation
    public String find(int peer) {
        return connections
                .find(peer(peer).connectionId())
                .map(Peer::connectionId)
                .orElse("none");
    }

    @Operation
    public List<String> ofUser(int peer) {
        return ids(connections.ofUser(peer(peer).user()));
    }

    @Operation
    public List<String> inChannel() {
        return ids(connections.inChannel("feed"));
    }

    @Operation
    public List<String> channelsOf(int peer) {
        return connections.channelsOf(peer(peer)).stream().sorted().toList();
    }

    @Operation
    public int broadcast() {
        List<Peer> reached = new java.util.ArrayList<>();
        connections.forChannel("feed", reached::add);
        return reached.size();
    }

    @Operation
    public String counts() {
        return connections.count() + "/" + connections.channelCount();
    }

    @Test
    void threadsUnderStressSeeWholeOperations() {
        new StressOptions()
                .iterations(20)
                .invocationsPerIteration(500)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(3)
                .minimizeFailedScenario(false)
                .check(getClass());
    }
}
