package io.devthread.realtime.testkit;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotModifiedException;
import io.devthread.realtime.embedded.Ports;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** A store in a container whose port on this machine is chosen here, so that it stays through a restart. */
final class ContainerServer implements StoreServer {
    private static final Duration START_TIME = Duration.ofSeconds(60);

    private final int port;
    private final GenericContainer<?> container;

    private ContainerServer(GenericContainer<?> container, int innerPort) {
        this.port = Ports.free();
        this.container = container.withExposedPorts(innerPort);
        this.container.setPortBindings(List.of("127.0.0.1:" + port + ":" + innerPort));
    }

    static StoreServer postgres() {
        return new ContainerServer(
                new GenericContainer<>(DockerImageName.parse("postgres:18"))
                        .withEnv("POSTGRES_USER", TestPostgres.SUPERUSER)
                        .withEnv("POSTGRES_PASSWORD", TestPostgres.PASSWORD)
                        .withCommand("postgres", "-c", "max_connections=200", "-c", "fsync=off")
                        // The image starts it once to fill the data folder, and then for real.
                        .waitingFor(Wait.forLogMessage(".*ready to accept connections.*", 2)),
                5432);
    }

    static StoreServer redis() {
        return new ContainerServer(
                new GenericContainer<>(DockerImageName.parse("redis:7"))
                        .withCommand(
                                "redis-server",
                                "--appendonly",
                                "yes",
                                "--save",
                                "",
                                "--databases",
                                "1000",
                                "--maxmemory-policy",
                                "noeviction")
                        .waitingFor(Wait.forListeningPort()),
                6379);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        if (container.getContainerId() == null) {
            container.start();
            return;
        }
        unlessAlreadySo(
                () -> docker().startContainerCmd(container.getContainerId()).exec());
        Eventually.holds("the container listens", START_TIME, this::listens);
    }

    @Override
    public void stop() {
        unlessAlreadySo(
                () -> docker().stopContainerCmd(container.getContainerId()).exec());
    }

    @Override
    public void kill() {
        unlessAlreadySo(
                () -> docker().killContainerCmd(container.getContainerId()).exec());
    }

    @Override
    public void close() {
        container.stop(); // ends it and removes it
    }

    private static void unlessAlreadySo(Runnable command) {
        try {
            command.run();
        } catch (NotModifiedException alreadySo) {
            return;
        }
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }

    private boolean listens() throws Exception {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        }
    }
}
