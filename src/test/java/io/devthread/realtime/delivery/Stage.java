package io.devthread.realtime.delivery;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.PostgresConfig;
import io.devthread.realtime.platform.RedisConfig;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.testkit.Connected;
import io.devthread.realtime.testkit.TcpProxy;
import io.devthread.realtime.testkit.TestStores;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** A process with real stores, each behind a {@link TcpProxy}: what the tests of this package play on. */
final class Stage implements AutoCloseable {
    static final DeliveryConfig CONFIG = DeliveryConfig.defaults();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final Vertx vertx = Vertx.vertx();
    final Bus bus = Bus.on(vertx, Connected.PATIENCE);
    final Postgres postgres;
    final TcpProxy proxy;
    final TcpProxy postgresProxy;
    final RedisLink redis;
    final Deliveries deliveries;
    private final RedisConfig direct;
    private final List<RedisLink> links = new CopyOnWriteArrayList<>();

    Stage() {
        this(TestStores.redis());
    }

    Stage(RedisConfig direct) {
        this.direct = direct;
        PostgresConfig database = TestStores.postgres();
        URI server = URI.create(database.url());
        postgresProxy = TcpProxy.to(vertx, server.getPort());
        postgres = Postgres.connect(
                vertx,
                new PostgresConfig(
                        "postgresql://127.0.0.1:" + postgresProxy.port() + server.getPath(),
                        database.user(),
                        database.password(),
                        database.poolSize()));
        proxy = TcpProxy.to(vertx, URI.create(direct.url()).getPort());
        redis = link(new RedisConfig(
                "redis://127.0.0.1:" + proxy.port() + URI.create(direct.url()).getPath()));
        deliveries = new Deliveries(redis, postgres, bus, CONFIG);
    }

    RedisConfig asRedisUser(String user, String password) {
        return new RedisConfig("redis://" + user + ":" + password + "@127.0.0.1:" + proxy.port());
    }

    /** Another process on the same stores. */
    Deliveries anotherProcess() {
        return anotherProcess(direct);
    }

    Deliveries anotherProcess(RedisConfig config) {
        return new Deliveries(link(config), postgres, bus, CONFIG);
    }

    RedisLink link(RedisConfig config) {
        RedisLink link = RedisLink.connect(vertx, config);
        links.add(link);
        link.connected().await();
        return link;
    }

    Node node() {
        return node(CONFIG, () -> {});
    }

    Node node(DeliveryConfig config, Runnable onLost) {
        NodeLease lease =
                NodeLease.take(vertx, redis, NodeId.next(), config, onLost).await();
        return new Node(lease, new Logs(redis, lease, config, deliveries.proofs()), new CopyOnWriteArrayList<>());
    }

    /** A gateway, as far as delivery knows it. */
    record Node(NodeLease lease, Logs logs, List<DeliveryApi.Wake> woken) {
        NodeId id() {
            return lease.node();
        }

        Registration connection(UserId user, int connectionsHere) {
            return new Registration(
                    user, newConnection(), connectionsHere, newSession(), Optional.empty(), Optional.empty());
        }

        Registered.Accepted enter(UserId user, int connectionsHere) {
            return accepted(logs.register(connection(user, connectionsHere)).await());
        }

        Registered.Accepted resume(UserId user, Position after) {
            return accepted(logs.register(new Registration(
                            user, newConnection(), 1, newSession(), Optional.empty(), Optional.of(after)))
                    .await());
        }

        Registered.Accepted resume(UserId user, String session, int connectionsHere) {
            return accepted(logs.register(new Registration(
                            user,
                            newConnection(),
                            connectionsHere,
                            newSession(),
                            Optional.of(session),
                            Optional.empty()))
                    .await());
        }

        void listen(Bus bus) {
            bus.listen(DeliveryApi.wakes(id()), wakes -> woken.addAll(wakes.wakes()))
                    .await();
        }
    }

    static Registered.Accepted accepted(Registered registered) {
        return (Registered.Accepted) registered;
    }

    static String newSession() {
        return UUID.randomUUID().toString();
    }

    static String newConnection() {
        return Ids.next().toString();
    }

    static UserId newUser() {
        return new UserId(UUID.randomUUID());
    }

    static ConversationId newConversation() {
        return new ConversationId(UUID.randomUUID());
    }

    static DurableEvent event(UserId user, String body) {
        return new DurableEvent(UUID.randomUUID(), user, body, Optional.empty());
    }

    /** The same id for all who get it, and every time it is made. */
    static DurableEvent message(UserId user, ConversationId conversation, long seq) {
        UUID id = UUID.nameUUIDFromBytes((conversation + "/" + seq).getBytes(StandardCharsets.UTF_8));
        return new DurableEvent(id, user, "message " + seq, Optional.of(new DurableEvent.Order(conversation, seq)));
    }

    static List<DurableEvent> messages(UserId user, ConversationId conversation, long first, long last) {
        return java.util.stream.LongStream.rangeClosed(first, last)
                .mapToObj(seq -> message(user, conversation, seq))
                .toList();
    }

    void commit(List<DurableEvent> events) {
        postgres.inTransaction(connection -> Postgres.await(Outbox.insert(connection, events)));
    }

    void commitAndDeliver(List<DurableEvent> events) {
        commit(events);
        deliveries.deliver(events).await();
    }

    /** The bodies in a user's log, in its order. */
    List<String> log(UserId user) {
        Response entries = redis("XRANGE", new UserKeys(user).log(), "-", "+");
        return IntStream.range(0, entries.size())
                .mapToObj(i -> entries.get(i).get(1).get(1).toString())
                .toList();
    }

    long pending() {
        return postgres.query("select count(*) from outbox").iterator().next().getLong(0);
    }

    Response redis(String command, Object... arguments) {
        Request request = Request.cmd(Command.create(command));
        for (Object argument : arguments) {
            request.arg(argument.toString());
        }
        return redis.send(request).await();
    }

    Set<String> keys(String pattern) {
        return redis("KEYS", pattern).stream().map(Object::toString).collect(java.util.stream.Collectors.toSet());
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not come true within " + PATIENCE);
            }
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() {
        links.forEach(link -> link.close().await());
        postgres.close().await();
        vertx.close().await();
    }
}
