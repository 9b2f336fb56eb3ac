package io.devthread.realtime;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.config.ConfigException;
import io.devthread.realtime.config.Group;
import io.devthread.realtime.config.RealtimeConfig;
import io.devthread.realtime.messaging.EncryptionConfig;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.platform.Cluster;
import io.devthread.realtime.platform.ContentCipher;
import io.devthread.realtime.platform.ContentKeys;
import io.devthread.realtime.platform.Health;
import io.devthread.realtime.platform.KeyWatch;
import io.devthread.realtime.platform.ManagementVerticle;
import io.devthread.realtime.platform.MetricNames;
import io.devthread.realtime.platform.Metrics;
import io.devthread.realtime.platform.Migrations;
import io.devthread.realtime.platform.Ports;
import io.devthread.realtime.platform.TokenVerifier;
import io.devthread.realtime.tracing.Tracing;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process from its configuration to its end: checks what can be checked at once (keys, ports), brings the schema up
 * to date, joins the cluster, starts the management port and then the groups, and does it all backwards at the end.
 */
final class RealtimeProcess implements Main.Running {
    private static final Logger LOG = LoggerFactory.getLogger(RealtimeProcess.class);
    private static final Duration JOIN_LIMIT = Duration.ofSeconds(60);
    private static final Duration STEP_LIMIT = Duration.ofSeconds(30);
    /** Of the time for the end, this part at least is there for leaving the cluster. */
    private static final int LEAVE_SHARE = 6;

    private static final Duration READY_LIMIT = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final RealtimeConfig config;
    private final Metrics metrics = new Metrics();
    private final Health health = new Health();
    private final AtomicInteger managementPort = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Cluster cluster;
    private final Tracing tracing;
    private final Bus bus;
    private final TokenVerifier tokens;
    private final Groups groups;

    private RealtimeProcess(
            RealtimeConfig config, TokenVerifier tokens, ContentCipher cipher, Cluster.Joining joining) {
        this.config = config;
        this.tokens = tokens;
        this.cluster = await("join the cluster", JOIN_LIMIT, () -> joining.join(config.cluster(), metrics));
        this.bus = Bus.on(cluster.vertx(), new BusMetrics(metrics.registry()));
        NodeId id = NodeId.next();
        this.tracing = Tracing.start(config.tracing(), id);
        Groups.Node node =
                new Groups.Node(cluster, id, bus, tokens, cipher, health, metrics, tracing, Clock.systemUTC());
        this.groups = new Groups(config, node);
    }

    static RealtimeProcess start(RealtimeConfig config, Cluster.Joining joining) {
        long begun = System.nanoTime();
        TokenVerifier tokens = usable("", () -> TokenVerifier.load(config.auth(), Clock.systemUTC()));
        ContentCipher cipher = cipher(config.messaging().encryption());
        requirePorts(config);
        migrate(config);
        if (config.runs(Group.MESSAGING) || config.runs(Group.NOTIFICATION)) {
            requireKeys(config, cipher);
        }
        RealtimeProcess process = new RealtimeProcess(config, tokens, cipher, joining);
        try {
            process.serve();
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
        LOG.info(
                "process.ready groups={} gateway={} bridge={} management={} ms={}",
                config.groups(),
                process.gatewayPort(),
                process.groups.bridgePort(),
                process.managementPort(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        return process;
    }

    @Override
    public int gatewayPort() {
        return groups.gatewayPort();
    }

    @Override
    public int managementPort() {
        return managementPort.get();
    }

    /** Blocks; not for an event loop. Whatever fails or hangs on the way, the rest is still done. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            health.draining();
            long begun = System.nanoTime();
            Duration limit = config.gateway().drain().timeout();
            quietly("stop the groups", limit.minus(limit.dividedBy(LEAVE_SHARE)), groups::stop);
            quietly("leave the cluster", limit.minusNanos(System.nanoTime() - begun), () -> cluster.vertx()
                    .close());
            tracing.close(limit.minusNanos(System.nanoTime() - begun));
            metrics.close();
            LOG.info("process.stopped");
        }
    }

    private void serve() {
        health.need("cluster", cluster::check);
        metrics.registry().gauge(MetricNames.CLUSTER_MEMBERS, cluster, Cluster::members);
        ManagementVerticle management =
                new ManagementVerticle(config.management(), health, metrics, managementPort::set);
        await("open the management port", STEP_LIMIT, () -> cluster.vertx().deployVerticle(management));
        ClusterWatch watch = new ClusterWatch(cluster, bus, metrics.registry(), ClusterWatch.EVERY);
        await("watch the cluster", STEP_LIMIT, () -> cluster.vertx().deployVerticle(watch));
        await("watch the keys", STEP_LIMIT, () -> cluster.vertx().deployVerticle(new KeyWatch(tokens)));
        await("start the groups", JOIN_LIMIT, groups::start);
        health.serving();
        awaitReady();
    }

    /** Started means serving. What another process still has to bring is left to the readiness check. */
    private void awaitReady() {
        long end = System.nanoTime() + READY_LIMIT.toNanos();
        while (!await("look at the health", STEP_LIMIT, health::report).ready()) {
            if (System.nanoTime() > end) {
                LOG.warn("process.not_ready see=/health/ready");
                return;
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    private static void requirePorts(RealtimeConfig config) {
        try {
            if (config.runs(Group.GATEWAY)) {
                Ports.requireFree(
                        "gateway.port",
                        config.gateway().host(),
                        config.gateway().port());
                Ports.requireFree(
                        "bridge.port", config.bridge().host(), config.bridge().port());
            }
            Ports.requireFree(
                    "management.port",
                    config.management().host(),
                    config.management().port());
            Ports.requireFree(
                    "cluster.port", config.cluster().host(), config.cluster().port());
        } catch (IllegalStateException taken) {
            throw new StartException(taken.getMessage(), taken);
        }
    }

    private static void migrate(RealtimeConfig config) {
        try {
            Migrations.apply(config.postgres());
        } catch (RuntimeException e) {
            throw new StartException("the database at " + config.postgres().url() + " can't be used: " + line(e), e);
        }
    }

    private static ContentCipher cipher(EncryptionConfig config) {
        return config.keyset()
                .map(file -> usable("messaging.encryption.keyset ", () -> ContentCipher.load(file, config.encrypt())))
                .orElseGet(ContentCipher::off);
    }

    /** Messages would show as empty, and their events never leave the outbox. */
    private static void requireKeys(RealtimeConfig config, ContentCipher cipher) {
        Set<String> missing;
        try {
            missing = ContentKeys.missing(config.postgres(), cipher);
        } catch (SQLException e) {
            throw new StartException("the database at " + config.postgres().url() + " can't be used: " + line(e), e);
        }
        if (!missing.isEmpty()) {
            throw new ConfigException("messaging.encryption.keyset lacks " + missing
                    + ": messages in the database are encrypted with that key");
        }
    }

    /** What only shows when a key file is opened is as much a matter of configuration as its name. */
    static <T> T usable(String setting, Supplier<T> loading) {
        try {
            return loading.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(setting + e.getMessage());
        }
    }

    private static <T> T await(String what, Duration limit, Supplier<Future<T>> step) {
        try {
            return step.get().await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new StartException("could not " + what + " within " + limit.toSeconds() + " s", e);
        } catch (ConfigException e) {
            throw e;
        } catch (Exception e) {
            throw new StartException("could not " + what + ": " + line(e), e);
        }
    }

    private static void quietly(String what, Duration limit, Supplier<Future<Void>> step) {
        try {
            step.get().await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            LOG.warn("process.stop failed step={} cause={}", what, e.toString());
        }
    }

    private static String line(Exception e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.lines()
                .filter(text -> !text.isBlank() && !text.startsWith("-"))
                .findFirst()
                .orElse("")
                .strip();
    }
}
