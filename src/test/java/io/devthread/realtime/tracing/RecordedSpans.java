package io.devthread.realtime.tracing;

import io.devthread.realtime.model.NodeId;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;

/** Tracing whose spans stay in memory. */
public record RecordedSpans(InMemorySpanExporter exporter, Tracing tracing) {
    public static RecordedSpans of(double sampleRatio) {
        InMemorySpanExporter exporter = InMemorySpanExporter.create();
        TracingConfig defaults = TracingConfig.DEFAULT;
        TracingConfig config = new TracingConfig(true, defaults.endpoint(), sampleRatio, defaults.serviceName());
        return new RecordedSpans(exporter, Tracing.into(SimpleSpanProcessor.create(exporter), config, NodeId.next()));
    }

    /** Those that have ended, in the order of their ends. */
    public List<SpanData> all() {
        return exporter.getFinishedSpanItems();
    }

    public List<SpanData> named(String name) {
        return all().stream().filter(span -> span.getName().equals(name)).toList();
    }
}
