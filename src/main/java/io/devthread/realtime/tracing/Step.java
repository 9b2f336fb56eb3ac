package io.devthread.realtime.tracing;

import io.devthread.realtime.bus.Refusal;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A span: a part of the way, from its making to its end. Any thread. */
public final class Step {
    private static final Logger LOG = LoggerFactory.getLogger(Step.class);

    /** Where nothing is recorded. */
    public static final Step NONE = new Step(Span.getInvalid(), Optional.empty());

    private final Span span;
    private final Optional<String> traceparent;

    private Step(Span span, Optional<String> traceparent) {
        this.span = span;
        this.traceparent = traceparent;
    }

    static Step of(Span span) {
        return span.isRecording() ? new Step(span, Optional.of(text(span.getSpanContext()))) : NONE;
    }

    /** For what follows from it, in the form of W3C Trace Context; empty where it is not recorded. */
    public Optional<String> traceparent() {
        return traceparent;
    }

    /** @param value an id, a number or a word of ours; never what people wrote, their names or tokens */
    public Step with(String key, Object value) {
        if (this != NONE) {
            span.setAttribute(key, value.toString());
        }
        return this;
    }

    /** Ends with the work. */
    public <T> Future<T> until(Future<T> work) {
        return this == NONE ? work : work.onComplete(done -> end(), this::failed);
    }

    /** The same, for work that waits. */
    public <T> T during(Supplier<T> work) {
        try {
            T done = work.get();
            end();
            return done;
        } catch (RuntimeException e) {
            failed(e);
            throw e;
        }
    }

    public void end() {
        span.end();
    }

    /** Ends it. A message of an exception may hold contents: only what kind it is goes on. */
    public void failed(Throwable thrown) {
        if (this != NONE) {
            String kind = thrown instanceof Refusal refusal
                    ? refusal.failure().code()
                    : thrown.getClass().getName();
            span.setStatus(StatusCode.ERROR).setAttribute(SpanNames.ERROR, kind);
            span.end();
            report();
        }
    }

    /** For who reads the log and looks for the trace: which step it was and its attributes, the error among them. */
    private void report() {
        if (LOG.isDebugEnabled() && span instanceof ReadableSpan known) {
            LOG.debug(
                    "trace.failed span={} trace_id={} {}",
                    known.getName(),
                    known.getSpanContext().getTraceId(),
                    known.toSpanData().getAttributes().asMap());
        }
    }

    private static String text(SpanContext context) {
        return "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                + context.getTraceFlags().asHex();
    }
}
