package io.devthread.realtime.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.devthread.realtime.platform.SparseLog;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ReportedExportTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("export");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    private record Ends(CompletableResultCode result) implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            return result;
        }

        @Override
        public CompletableResultCode flush() {
            return result;
        }

        @Override
        public CompletableResultCode shutdown() {
            return result;
        }
    }

    @BeforeEach
    void listen() {
        lines.start();
        logger.setAdditive(false);
        logger.addAppender(lines);
    }

    @Test
    void whatTheCollectorDidNotTakeIsSaid() {
        export(CompletableResultCode.ofSuccess());
        assertThat(lines.list).isEmpty();

        export(CompletableResultCode.ofExceptionalFailure(new IllegalStateException("away")));
        export(CompletableResultCode.ofFailure());
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "tracing.export failed cause=java.lang.IllegalStateException: away untold=0",
                        "tracing.export failed cause=java.lang.IllegalStateException: no answer untold=0");
    }

    @Test
    void theExporterSaysNothingByItself() {
        export(CompletableResultCode.ofSuccess());
        assertThat(java.util.logging.Logger.getLogger("io.opentelemetry.exporter.internal.http.HttpExporter")
                        .isLoggable(Level.SEVERE))
                .isFalse();
    }

    private void export(CompletableResultCode result) {
        SparseLog log = new SparseLog(logger, Duration.ZERO, System::nanoTime);
        assertThat(new ReportedExport(new Ends(result), log).export(List.of())).isSameAs(result);
    }
}
