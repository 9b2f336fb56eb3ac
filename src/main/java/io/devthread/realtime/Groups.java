package io.devthread.realtime;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.community.CommunityVerticle;
import io.devthread.realtime.config.ConfigException;
import io.devthread.realtime.config.Group;
import io.devthread.realtime.config.RealtimeConfig;
import io.devthread.realtime.delivery.Confirmations;
import io.devthread.realtime.delivery.Deliveries;
import io.devthread.realtime.delivery.DeliveryVerticle;
import io.devthread.realtime.delivery.LogErasure;
import io.devthread.realtime.delivery.StoredBodies;
import io.devthread.realtime.delivery.TraceVerticle;
import io.devthread.realtime.feed.FeedVerticle;
import io.devthread.realtime.messaging.MessageDelivery;
import io.devthread.realtime.messaging.MessagingApi;
import io.devthread.realtime.messaging.MessagingVerticle;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.notification.NotificationVerticle;
import io.devthread.realtime.platform.Cluster;
import io.devthread.realtime.platform.ContentCipher;
import io.devthread.realtime.platform.Health;
import io.devthread.realtime.platform.Metrics;
import io.devthread.realtime.platform.PemTokenSigner;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.platform.TokenSigner;
import io.devthread.realtime.platform.TokenVerifier;
import io.devthread.realtime.polling.PollingVerticle;
import io.devthread.realtime.presence.PresenceApi;
import io.devthread.realtime.presence.PresenceVerticle;
import io.devthread.realtime.privacy.PrivacyVerticle;
import io.devthread.realtime.tracing.Tracing;
import io.devthread.realtime.typing.TypingVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What each group of a process is made of, started in the order of {@link Group} and stopped in reverse. */
final class Groups {
    private static final DeploymentOptions VIRTUAL_THREADS =
            new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);

    private final RealtimeConfig config;
    private final Node node;
    private final Postgres postgres;
    private final RedisLink redis;
    private final Deliveries deliveries;
    private final GatewayGroup gateway;
    private final List<String> deployments = new CopyOnWriteArrayList<>();

    /** What a process has whatever it runs. */
    record Node(
            Cluster cluster,
            NodeId id,
            Bus bus,
            TokenVerifier tokens,
            ContentCipher cipher,
            Health health,
            Metrics metrics,
            Tracing tracing,
            Clock clock) {
        Vertx vertx() {
            return cluster.vertx();
        }
    }

    Groups(RealtimeConfig config, Node node) {
        this.config = config;
        this.node = node;
        this.postgres = Postgres.connect(node.vertx(), config.postgres());
        this.redis =
                RedisLink.connect(node.vertx(), config.redis(), node.metrics().registry());
        this.deliveries = new Deliveries(
                redis, postgres, node.bus(), config.delivery(), new StoredBodies(node.cipher()), node.tracing());
        this.gateway = new GatewayGroup(config, node, redis, deliveries.proofs());
        node.health().need("postgres", () -> postgres.queryAsync("SELECT 1"));
        node.health().need("redis", redis::check);
    }

    Future<Void> start() {
        return redis.connected()
                .compose(up -> sweep())
                .compose(sweeping -> inOrder(config.groups().stream().sorted().toList()));
    }

    /**
     * The gateway first: its clients go elsewhere while everything that they may still ask is there. Then what other
     * processes have asked is answered: a verticle that goes leaves its calls unanswered.
     */
    Future<Void> stop() {
        return gateway.drain()
                .eventually(() -> node.bus().drain(node.cluster()::withdraw))
                .eventually(() -> undeployed(List.copyOf(deployments).reversed()))
                .eventually(() -> Future.join(postgres.close(), redis.close()));
    }

    int gatewayPort() {
        return gateway.port();
    }

    int bridgePort() {
        return gateway.bridgePort();
    }

    private Future<Void> inOrder(List<Group> groups) {
        Future<Void> started = Future.succeededFuture();
        for (Group group : groups) {
            started = started.compose(before -> start(group)).mapEmpty();
        }
        return started;
    }

    private Future<?> start(Group group) {
        return switch (group) {
            case MESSAGING ->
                deploy(new MessagingVerticle(
                                node.bus(),
                                postgres,
                                new Confirmations(redis),
                                MessageDelivery.by(deliveries),
                                node.cipher(),
                                node.metrics().registry(),
                                node.tracing(),
                                config.messaging(),
                                config.delivery().logLength(),
                                node.clock()))
                        .compose(messaging ->
                                deploy(new TypingVerticle(node.bus(), postgres, redis, config.typing(), node.clock())))
                        .compose(typing -> deploy(new PrivacyVerticle(
                                node.bus(),
                                List.of(MessagingApi.ERASE, NotificationApi.ERASE, PresenceApi.ERASE),
                                postgres,
                                new LogErasure(redis, postgres, config.delivery()),
                                config.privacy(),
                                node.clock())));
            case NOTIFICATION ->
                deploy(new NotificationVerticle(
                        node.bus(),
                        postgres,
                        deliveries::deliver,
                        node.metrics().registry(),
                        node.tracing(),
                        config.notification(),
                        config.auth().longestToken(),
                        node.clock()));
            case PRESENCE ->
                deploy(new PresenceVerticle(
                        node.bus(), postgres, redis, node.metrics().registry(), config.presence(), node.clock()));
            case FEED -> deploy(new FeedVerticle(node.bus(), postgres, config.feed(), node.clock()));
            case POLLING ->
                node.vertx()
                        .deployVerticle(new PollingVerticle(node.bus(), redis, config.delivery(), deliveries.proofs()))
                        .onSuccess(deployments::add);
            case COMMUNITY ->
                deploy(new CommunityVerticle(node.bus(), postgres, signer(), config.community(), node.clock()));
            case GATEWAY -> node.vertx().deployVerticle(gateway).onSuccess(deployments::add);
        };
    }

    /** One per process, for all of its groups that deliver. */
    private Future<?> sweep() {
        boolean delivers = config.runs(Group.MESSAGING) || config.runs(Group.NOTIFICATION);
        return delivers
                ? deploy(new DeliveryVerticle(
                                redis, postgres, deliveries, node.metrics().registry(), config.delivery()))
                        .compose(sweeping -> deploy(new TraceVerticle(node.bus(), redis, postgres)))
                : Future.succeededFuture();
    }

    private TokenSigner signer() {
        return config.community()
                .signingKey()
                .map(file -> RealtimeProcess.usable(
                        "community.signing_key ",
                        () -> PemTokenSigner.load(
                                file, config.auth().issuer(), config.auth().audience())))
                .orElseThrow(
                        () -> new ConfigException("community.signing_key must be set where the group community runs"));
    }

    private Future<String> deploy(VerticleBase verticle) {
        return node.vertx().deployVerticle(verticle, VIRTUAL_THREADS).onSuccess(deployments::add);
    }

    private Future<Void> undeployed(List<String> ids) {
        Future<Void> gone = Future.succeededFuture();
        for (String id : ids) {
            gone = gone.eventually(() -> node.vertx().undeploy(id));
        }
        return gone;
    }
}
