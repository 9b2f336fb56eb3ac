package io.devthread.realtime.tracing;

import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.platform.SparseLog;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.LoggerFactory;

/** Makes the spans of one process; see the package page. Any thread, and never waits but in {@link #close}. */
public final class Tracing {
    private static final Tracing OFF = new Tracing(Optional.empty(), 0);
    private static final String SCOPE = "io.devthread.realtime";
    private static final Duration EXPORT_EVERY = Duration.ofSeconds(1);
    private static final Duration REPORT_EVERY = Duration.ofMinutes(1);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    /** A traceparent alone, as if it were all headers. */
    private static final TextMapGetter<String> HEADER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceparent) {
            return List.of("traceparent");
        }

        @Override
        public String get(String traceparent, String key) {
            return "traceparent".equals(key) ? traceparent : null;
        }
    };

    private final Optional<SdkTracerProvider> provider;
    private final Optional<Tracer> tracer;

    private final double sampleRatio;

    private Tracing(Optional<SdkTracerProvider> provider, double sampleRatio) {
        this.provider = provider;
        this.sampleRatio = sampleRatio;
        this.tracer = provider.map(started -> started.get(SCOPE));
    }

    public static Tracing off() {
        return OFF;
    }

    /** Spans are exported by a thread of its own; what the collector does not take in time is dropped. */
    public static Tracing start(TracingConfig config, NodeId node) {
        return config.enabled() ? into(exporting(config), config, node) : OFF;
    }

    static Tracing into(SpanProcessor spans, TracingConfig config, NodeId node) {
        Resource resource = Resource.getDefault().toBuilder()
                .put("service.name", config.serviceName())
                .put("service.instance.id", node.toString())
                .build();
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(resource)
                .setSampler(Sampling.of(config.sampleRatio()))
                .addSpanProcessor(spans)
                .build();
        return new Tracing(Optional.of(provider), config.sampleRatio());
    }

    private static SpanProcessor exporting(TracingConfig config) {
        SpanExporter exporter =
                OtlpHttpSpanExporter.builder().setEndpoint(config.endpoint()).build();
        SparseLog log = new SparseLog(LoggerFactory.getLogger(Tracing.class), REPORT_EVERY, System::nanoTime);
        return BatchSpanProcessor.builder(new ReportedExport(exporter, log))
                .setScheduleDelay(EXPORT_EVERY)
                .build();
    }

    /**
     * A request of another service comes in: its trace begins, or goes on where its sender has one, who also decides
     * whether it is recorded.
     *
     * @param traceparent of the sender; one of a bad form counts as none
     */
    public Step serviceDoor(String name, Optional<String> traceparent) {
        return tracer.isEmpty() ? Step.NONE : enter(name, traceparent.map(Tracing::context));
    }

    /** The same for a user, who may name a trace, but by the ratio only is it recorded: anybody is a user. */
    public Step userDoor(String name, Optional<String> traceparent) {
        return tracer.isEmpty()
                ? Step.NONE
                : enter(name, traceparent.map(Tracing::context).map(this::decided));
    }

    private Step enter(String name, Optional<Context> parent) {
        return begin(span(name).setSpanKind(SpanKind.SERVER).setParent(parent.orElse(Context.root())));
    }

    private Context decided(Context users) {
        SpanContext known = of(users);
        boolean isRecorded = ThreadLocalRandom.current().nextDouble() < sampleRatio;
        return known.isValid()
                ? Context.root()
                        .with(Span.wrap(SpanContext.createFromRemoteParent(
                                known.getTraceId(),
                                known.getSpanId(),
                                isRecorded ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                                TraceState.getDefault())))
                : users;
    }

    /** A part of the way of one request; nothing where that is not recorded. */
    public Step step(String name, Optional<String> traceparent) {
        if (tracer.isEmpty() || traceparent.isEmpty()) {
            return Step.NONE;
        }
        Context parent = context(traceparent.get());
        return isRecorded(parent) ? begin(span(name).setParent(parent)) : Step.NONE;
    }

    /** What is done for all of these requests at once; for a single one that is recorded it is a part of its way. */
    public <R> Step together(String name, Collection<R> requests, Function<R, Optional<String>> traceparent) {
        return tracer.isEmpty()
                ? Step.NONE
                : together(
                        name,
                        requests.stream()
                                .flatMap(request -> traceparent.apply(request).stream())
                                .toList());
    }

    /** The same, for those of which the traceparents are given. */
    public Step together(String name, Collection<String> traceparents) {
        if (tracer.isEmpty() || traceparents.isEmpty()) {
            return Step.NONE;
        }
        List<Context> requests = traceparents.stream()
                .distinct()
                .map(Tracing::context)
                .filter(Tracing::isRecorded)
                .toList();
        return switch (requests.size()) {
            case 0 -> Step.NONE;
            case 1 -> begin(span(name).setParent(requests.getFirst()));
            default -> {
                SpanBuilder span = span(name).setNoParent();
                requests.forEach(request -> span.addLink(of(request)));
                yield begin(span);
            }
        };
    }

    /** Sends out what has ended, and waits for that a little. @param limit how long at the most */
    public void close(Duration limit) {
        long millis = Math.clamp(limit.toMillis(), 0, LONGEST_CLOSE.toMillis());
        provider.ifPresent(started -> started.shutdown().join(millis, TimeUnit.MILLISECONDS));
    }

    private SpanBuilder span(String name) {
        return tracer.orElseThrow().spanBuilder(name);
    }

    private static Step begin(SpanBuilder span) {
        return Step.of(span.startSpan());
    }

    private static Context context(String traceparent) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, HEADER);
    }

    private static boolean isRecorded(Context request) {
        return of(request).isSampled();
    }

    private static SpanContext of(Context request) {
        return Span.fromContext(request).getSpanContext();
    }
}
