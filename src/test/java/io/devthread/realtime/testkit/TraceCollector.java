package io.devthread.realtime.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes traces over OTLP, as an OpenTelemetry collector does. */
public final class TraceCollector implements AutoCloseable {
    private static final String PATH = "/v1/traces";

    private final HttpServer server;
    private final List<ExportTraceServiceRequest> exports = new CopyOnWriteArrayList<>();

    /**
     * @param process an id of its own for each process
     * @param parent empty for the first of a trace
     * @param links the spans that it links to
     */
    public record Span(
            String process,
            String name,
            String trace,
            String id,
            String parent,
            Map<String, String> attributes,
            List<String> links) {}

    private TraceCollector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(PATH, this::take);
        server.start();
    }

    public static TraceCollector start() {
        return new TraceCollector();
    }

    /** For a process whose traces it takes. */
    public Map<String, String> settings(boolean enabled) {
        return Map.of(
                "DEVTHREAD_TRACING_ENABLED",
                Boolean.toString(enabled),
                "DEVTHREAD_TRACING_ENDPOINT",
                "http://127.0.0.1:" + server.getAddress().getPort() + PATH);
    }

    /** All that has come, as text. */
    public String text() {
        return exports.toString();
    }

    public List<Span> spans() {
        return exports.stream()
                .flatMap(export -> export.getResourceSpansList().stream())
                .flatMap(of -> {
                    String process = text(of.getResource().getAttributesList()).get("service.instance.id");
                    return of.getScopeSpansList().stream()
                            .flatMap(scope -> scope.getSpansList().stream())
                            .map(span -> span(process, span));
                })
                .toList();
    }

    public List<Span> trace(String id) {
        return spans().stream().filter(span -> span.trace().equals(id)).toList();
    }

    public Optional<Span> find(String name, String attribute, Object value) {
        return spans().stream()
                .filter(span -> span.name().equals(name)
                        && value.toString().equals(span.attributes().get(attribute)))
                .findFirst();
    }

    /** The names from the span up to the first of its trace that is known. */
    public List<String> path(Span span) {
        List<String> above = trace(span.trace()).stream()
                .filter(other -> other.id().equals(span.parent()))
                .findFirst()
                .map(this::path)
                .orElse(List.of());
        return Stream.concat(above.stream(), Stream.of(span.name())).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        exports.add(ExportTraceServiceRequest.parseFrom(exchange.getRequestBody()));
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static Span span(String process, io.opentelemetry.proto.trace.v1.Span span) {
        return new Span(
                process,
                span.getName(),
                hex(span.getTraceId().toByteArray()),
                hex(span.getSpanId().toByteArray()),
                hex(span.getParentSpanId().toByteArray()),
                text(span.getAttributesList()),
                span.getLinksList().stream()
                        .map(link -> hex(link.getSpanId().toByteArray()))
                        .toList());
    }

    private static Map<String, String> text(List<KeyValue> attributes) {
        return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, attribute -> text(attribute.getValue())));
    }

    private static String text(AnyValue value) {
        return value.hasStringValue() ? value.getStringValue() : value.toString();
    }

    private static String hex(byte[] id) {
        return HexFormat.of().formatHex(id);
    }
}
