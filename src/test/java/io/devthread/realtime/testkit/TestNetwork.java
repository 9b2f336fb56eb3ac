package io.devthread.realtime.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A network of its own for each of a few nodes, with a switch between them that this JVM is at, too: Linux network
 * namespaces, so that packets can be dropped between two of them, in one direction, and nobody is told. A process runs
 * in one by {@link Node#within}, on whatever ports it likes.
 *
 * <p>Needs root and Debian's {@code iproute2}; where it can't be laid the test is skipped. Nothing of it is seen by the
 * rest of the machine but one interface, {@code dt-<number>}. What a killed JVM leaves behind is removed by
 * {@code ip netns del} of each name in {@code ip netns list}.
 */
public final class TestNetwork implements AutoCloseable {
    private static final int NETWORKS = 256;

    /** A network card that is nowhere. */
    private static final String NOBODY = "02:00:00:00:00:00";

    private final String name;
    private final String prefix;
    private final List<Node> nodes;

    /** @param address that the others reach it at, and this JVM does */
    public record Node(String namespace, String address) {
        /** To be put before a command that shall run there. */
        public List<String> within() {
            return List.of("ip", "netns", "exec", namespace);
        }
    }

    private TestNetwork(int number, int nodes) {
        name = "dt-" + number;
        prefix = "198.18." + number + "."; // of RFC 2544: for tests of networks, and nobody's else
        this.nodes = IntStream.rangeClosed(1, nodes)
                .mapToObj(i -> new Node(name + "-" + i, prefix + (10 + i)))
                .toList();
    }

    public static TestNetwork of(int nodes) {
        TestNetwork network = new TestNetwork(claim(), nodes);
        Runtime.getRuntime().addShutdownHook(new Thread(network::close)); // for whoever is interrupted
        try {
            network.lay();
        } catch (IllegalStateException notAllowed) {
            network.close();
            abort(notAllowed.getMessage());
        }
        return network;
    }

    /** @return the first number that no other run has: its namespace is that of the switch */
    private static int claim() {
        for (int number = 0; number < NETWORKS; number++) {
            try {
                ip("netns", "add", "dt-" + number);
                return number;
            } catch (IllegalStateException refused) {
                if (!Files.exists(Path.of("/run/netns/dt-" + number))) {
                    abort("no network of its own for each node without root and iproute2: " + refused.getMessage());
                }
            }
        }
        return abort("each of " + NETWORKS + " test networks is there already: see ip netns list");
    }

    private void lay() {
        ip("-n", name, "link", "add", "name", "switch", "type", "bridge");
        ip("-n", name, "link", "set", "switch", "up");
        ip("link", "add", "name", name, "type", "veth", "peer", "name", "here", "netns", name);
        ip("-n", name, "link", "set", "here", "master", "switch", "up");
        ip("address", "add", here() + "/24", "dev", name);
        ip("link", "set", name, "up");
        nodes.forEach(this::lay);
    }

    private void lay(Node node) {
        String end = node.namespace();
        ip("netns", "add", node.namespace());
        ip("-n", name, "link", "add", "name", end, "type", "veth", "peer", "name", "eth0", "netns", node.namespace());
        ip("-n", name, "link", "set", end, "master", "switch", "up");
        ip("-n", node.namespace(), "address", "add", node.address() + "/24", "dev", "eth0");
        ip("-n", node.namespace(), "link", "set", "eth0", "up");
        ip("-n", node.namespace(), "link", "set", "lo", "up");
    }

    /** The address of this JVM that every node reaches. */
    public String here() {
        return prefix + "1";
    }

    public List<Node> nodes() {
        return nodes;
    }

    /**
     * From now on what the one sends to the other gets lost on the way; what the other sends still comes. The switch
     * carries it, to a card that nobody has.
     */
    public void drop(Node from, Node to) {
        ip("-n", from.namespace(), "neighbour", "replace", to.address(), "lladdr", NOBODY, "dev", "eth0");
    }

    /** Nothing gets lost any more. */
    public void heal() {
        nodes.forEach(node -> ip("-n", node.namespace(), "neighbour", "flush", "dev", "eth0", "nud", "permanent"));
    }

    /** The processes in it must have ended. Interfaces go with the namespaces that they end in. */
    @Override
    public void close() {
        Stream.concat(nodes.stream().map(Node::namespace), Stream.of(name))
                .filter(namespace -> Files.exists(Path.of("/run/netns", namespace)))
                .forEach(namespace -> ip("netns", "del", namespace));
    }

    /** @throws IllegalStateException where it is refused or missing */
    private static void ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + said.strip());
            }
        } catch (IOException missing) {
            throw new IllegalStateException(missing.getMessage(), missing);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
