package io.devthread.realtime.platform;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the process measures of itself, in Prometheus form. Labels are bounded sets (route, status, pool): never a user,
 * an id or a path. Vert.x's own network metrics are off: they cost memory in each connection and lose count of sockets
 * that are taken over.
 */
public final class Metrics implements AutoCloseable {
    private static final long LAG_PERIOD_MILLIS = 500;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();

    public Metrics() {
        // Each try to reach Redis has a pool of its own, with a random name; what matters of it has metrics of ours.
        registry.config().meterFilter(MeterFilter.deny(id -> "redis".equals(id.getTag("pool_type"))));
        List.of(
                        new ClassLoaderMetrics(),
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics(),
                        new ProcessorMetrics(),
                        new UptimeMetrics(),
                        new FileDescriptorMetrics(),
                        gc)
                .forEach(binder -> binder.bindTo(registry));
    }

    public MeterRegistry registry() {
        return registry;
    }

    public String scrape() {
        return registry.scrape();
    }

    VertxMetricsFactory vertxFactory() {
        return new MicrometerMetricsFactory(registry);
    }

    static MetricsOptions vertxOptions() {
        MicrometerMetricsOptions options = new MicrometerMetricsOptions();
        for (MetricsDomain domain : MetricsDomain.values()) {
            if (domain != MetricsDomain.EVENT_BUS && domain != MetricsDomain.NAMED_POOLS) {
                options.addDisabledMetricsCategory(domain);
            }
        }
        return options.setEnabled(true);
    }

    /** Measures the event loop that it is called on, as long as the calling verticle lives. */
    public void watchEventLoop(Vertx vertx) {
        Timer lag = Timer.builder(MetricNames.EVENT_LOOP_LAG)
                .publishPercentileHistogram(false)
                .serviceLevelObjectives(
                        Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1))
                .register(registry);
        long[] due = {System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAG_PERIOD_MILLIS)};
        vertx.setPeriodic(LAG_PERIOD_MILLIS, tick -> {
            long now = System.nanoTime();
            lag.record(Math.max(0, now - due[0]), TimeUnit.NANOSECONDS);
            due[0] = now + TimeUnit.MILLISECONDS.toNanos(LAG_PERIOD_MILLIS);
        });
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
