package io.devthread.realtime;

import io.devthread.realtime.bridge.Peers;
import io.devthread.realtime.bridge.SockJsBridge;
import io.devthread.realtime.bridge.TcpBridgeVerticle;
import io.devthread.realtime.config.RealtimeConfig;
import io.devthread.realtime.delivery.LogProofs;
import io.devthread.realtime.delivery.Logs;
import io.devthread.realtime.delivery.NodeLease;
import io.devthread.realtime.gateway.Admission;
import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.Connections;
import io.devthread.realtime.gateway.Credentials;
import io.devthread.realtime.gateway.DrainConfig;
import io.devthread.realtime.gateway.GatewayVerticle;
import io.devthread.realtime.gateway.Revocations;
import io.devthread.realtime.gateway.http.PublicRouter;
import io.devthread.realtime.gateway.poll.PollWatcher;
import io.devthread.realtime.gateway.poll.Polls;
import io.devthread.realtime.gateway.presence.LivePresence;
import io.devthread.realtime.gateway.session.Churn;
import io.devthread.realtime.gateway.session.ClientConnection;
import io.devthread.realtime.gateway.session.Confirmations;
import io.devthread.realtime.gateway.session.Departures;
import io.devthread.realtime.gateway.session.Gateway;
import io.devthread.realtime.gateway.session.HttpCommands;
import io.devthread.realtime.gateway.session.RateLimits;
import io.devthread.realtime.gateway.session.SessionMetrics;
import io.devthread.realtime.gateway.session.Sessions;
import io.devthread.realtime.gateway.session.WebSocketRoute;
import io.devthread.realtime.gateway.socket.WebSocketUpgrade;
import io.devthread.realtime.gateway.sockjs.SockJs;
import io.devthread.realtime.gateway.trace.Gateways;
import io.devthread.realtime.gateway.trace.Traced;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.MetricNames;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.polling.PollingApi.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.ext.web.Router;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the gateway of a process has once: its lease in the directory of nodes, the revoked tokens, the sessions. Below
 * it one {@link GatewayVerticle} per core serves the public port.
 */
final class GatewayGroup extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayGroup.class);

    private final RealtimeConfig config;
    private final Groups.Node node;
    private final RedisLink redis;
    private final LogProofs proofs;
    private final WebSocketUpgrade upgrade;
    private final Admission admission;
    private final Revocations revocations;
    private final Peers services;
    private volatile Optional<Sessions> sessions = Optional.empty();
    private volatile Optional<SockJs> sockJs = Optional.empty();
    private volatile Optional<LivePresence> presence = Optional.empty();
    private volatile Optional<NodeLease> lease = Optional.empty();
    private volatile int port;
    private volatile int bridgePort;

    GatewayGroup(RealtimeConfig config, Groups.Node node, RedisLink redis, LogProofs proofs) {
        this.config = config;
        this.node = node;
        this.redis = redis;
        this.proofs = proofs;
        this.upgrade = new WebSocketUpgrade(config.socket());
        this.admission = new Admission(config.gateway().admission());
        admission.measure(node.metrics().registry());
        this.revocations = new Revocations(node.vertx(), node.bus());
        this.services = new Peers(
                config.bridge(),
                node.bus(),
                new Credentials(node.tokens(), revocations)::identify,
                node.metrics().registry());
    }

    /** The one that clients reach; 0 while there is none. */
    int port() {
        return port;
    }

    /** The TCP one, for other services; 0 while there is none. */
    int bridgePort() {
        return bridgePort;
    }

    @Override
    public Future<?> start() {
        node.health().need("revocations", this::revocationsKnown);
        return revocations
                .start()
                .compose(listening -> NodeLease.take(vertx, redis, node.id(), config.delivery(), this::leaseLost))
                .compose(this::open);
    }

    /**
     * Sends all clients elsewhere and waits until they are gone, while everything that they still have on its way is
     * served. It has half of the time that the process has for its end.
     */
    Future<Void> drain() {
        admission.drain();
        DrainConfig drain = config.gateway().drain();
        Future<?> clients = sessions.map(open -> {
                    presence.ifPresent(LivePresence::drain);
                    return open.drain(drain.spread()).eventually(() -> closeAll(CloseCode.DRAINING));
                })
                .orElse(Future.succeededFuture());
        return Future.join(clients, services.drain())
                .<Void>mapEmpty()
                .timeout(drain.timeout().toMillis() / 2, TimeUnit.MILLISECONDS)
                .eventually(() -> lease.map(NodeLease::leave).orElse(Future.succeededFuture()));
    }

    private Future<Void> closeAll(CloseCode code) {
        return Future.join(
                        upgrade.closeAll(code),
                        sockJs.map(open -> open.closeAll(code)).orElse(Future.succeededFuture()))
                .mapEmpty();
    }

    private Future<?> open(NodeLease taken) {
        lease = Optional.of(taken);
        RateLimits rates =
                new RateLimits(config.session().rates(), node.metrics().registry());
        Connections<ClientConnection> connections = counted(new Connections<>());
        Confirmations confirmations = counted(new Confirmations(vertx, node.bus()));
        Traced traced = Traced.by(config.trace(), node.tracing(), node.clock());
        Polls polls = counted(polls(watcher(confirmations, traced)));
        LivePresence live = livePresence(connections, polls);
        presence = Optional.of(live);
        Logs logs = new Logs(redis, taken, config.delivery(), proofs);
        Gateway gateway = new Gateway(
                vertx,
                node.id(),
                node.bus(),
                logs,
                confirmations,
                live,
                connections,
                new Departures(logs, connections, polls::know),
                node.tokens(),
                revocations,
                rates,
                SessionMetrics.in(node.metrics().registry()),
                polls,
                admission,
                config.session(),
                config.socket(),
                config.delivery().connectionsPerUser(),
                traced,
                node.clock());
        Sessions opened = new Sessions(gateway);
        sessions = Optional.of(opened);
        return Future.all(live.start(), opened.start())
                .compose(started -> listen(gateway, rates, new Gateways(node.bus(), taken::live)));
    }

    private Polls polls(PollWatcher watcher) {
        return new Polls(
                vertx,
                node.bus(),
                node.id(),
                config.poll(),
                admission,
                watcher,
                node.tokens().leeway(),
                node.clock());
    }

    private LivePresence livePresence(Connections<ClientConnection> connections, Polls polls) {
        return new LivePresence(
                vertx,
                node.id(),
                node.bus(),
                connections,
                polls,
                new LivePresence.Settings(
                        config.presence().publishEvery(),
                        config.presence().refreshEvery(),
                        config.presence().pollGrace()),
                node.metrics().registry(),
                node.clock());
    }

    /** Who polls is there, and has what it says it has. */
    private PollWatcher watcher(Confirmations confirmations, Traced traced) {
        return new PollWatcher() {
            @Override
            public void begun(UserId user, Map<ConversationId, UserId> partners, boolean goesOn) {
                presence.ifPresent(live -> live.pollBegan(user, partners, goesOn));
            }

            @Override
            public void ended(UserId user) {
                presence.ifPresent(live -> live.pollEnded(user));
            }

            @Override
            public void forgotten(UserId user) {
                presence.ifPresent(live -> live.pollForgotten(user));
            }

            @Override
            public void placed(UserId user) {
                presence.ifPresent(live -> live.pollPlaced(user));
            }

            @Override
            public void confirmed(UserId user, Position position) {
                confirmations.add(user, position);
                traced.pollConfirmed(user, position);
            }

            @Override
            public void answered(UserId user, UUID poll, Answer answer) {
                traced.answered(user, poll, answer);
            }
        };
    }

    private Future<?> listen(Gateway gateway, RateLimits rates, Gateways gateways) {
        PublicRouter routes = new PublicRouter(new PublicRouter.Parts(
                config.gateway(),
                node.bus(),
                node.tokens(),
                revocations,
                rates,
                gateway.polls(),
                node.metrics().registry(),
                node.clock(),
                gateway::messagePosted,
                config.socket().maxFrameBytes(),
                new HttpCommands(gateway)::run,
                node.tracing(),
                gateways,
                admission));
        WebSocketRoute webSocket = new WebSocketRoute(gateway, upgrade);
        SockJsBridge sockJsBridge = new SockJsBridge(services);
        SockJs fallback = new SockJs(gateway);
        fallback.start();
        sockJs = Optional.of(fallback);
        Consumer<Router> sockets = router -> {
            router.route("/ws").handler(webSocket);
            fallback.mount(router);
            sockJsBridge.mount(vertx, router);
        };
        return vertx.deployVerticle(
                        () -> new GatewayVerticle(
                                config.gateway(), routes, sockets, node.metrics(), open -> port = open),
                        new DeploymentOptions()
                                .setInstances(Runtime.getRuntime().availableProcessors()))
                .compose(open -> vertx.deployVerticle(new TcpBridgeVerticle(services, port -> bridgePort = port)));
    }

    private Connections<ClientConnection> counted(Connections<ClientConnection> connections) {
        MeterRegistry registry = node.metrics().registry();
        registry.gauge(MetricNames.CONNECTIONS, connections, Connections::count);
        for (String transport : Churn.TRANSPORTS) {
            registry.gauge(
                    MetricNames.CONNECTIONS_BY_TRANSPORT,
                    Tags.of("transport", transport),
                    connections,
                    all -> all.count(transport));
        }
        return connections;
    }

    private Polls counted(Polls polls) {
        node.metrics().registry().gauge(MetricNames.POLLS, polls, Polls::count);
        return polls;
    }

    private Confirmations counted(Confirmations confirmations) {
        node.metrics()
                .registry()
                .gauge(
                        MetricNames.QUEUE_WAITING,
                        Tags.of("queue", "confirmations"),
                        confirmations,
                        Confirmations::waiting);
        return confirmations;
    }

    private Future<Void> revocationsKnown() {
        return revocations.known()
                ? Future.succeededFuture()
                : Future.failedFuture("the list of revoked tokens has not been read yet");
    }

    /** The directory is told all connections again by the next round of the position check, presence at once. */
    private void leaseLost() {
        sessions.ifPresent(Sessions::leaseLost);
        presence.ifPresent(LivePresence::leaseLost);
        LOG.warn("gateway.lease_lost node={}", node.id());
    }
}
