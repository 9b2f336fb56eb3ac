package io.devthread.realtime.tracing;

import io.devthread.realtime.platform.SparseLog;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Says in our log when traces can't be exported; the exporter would say it in a log of its own. */
record ReportedExport(SpanExporter exporter, SparseLog log) implements SpanExporter {
    /** Held here, as java.util.logging forgets the level of a logger that nobody holds. */
    private static final Logger OWN_LOG = Logger.getLogger("io.opentelemetry.exporter");

    ReportedExport {
        OWN_LOG.setLevel(Level.OFF);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(() -> {
            if (!result.isSuccess()) {
                Throwable why = Optional.ofNullable(result.getFailureThrowable())
                        .orElseGet(() -> new IllegalStateException("no answer"));
                log.warn("tracing.export failed", why);
            }
        });
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
