package io.devthread.realtime.gateway.session;

import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.Socket;
import io.devthread.realtime.platform.MetricNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Sockets that come and go, by transport and, when they go, by reason. */
public final class Churn {
    /** All that a {@link Socket} may call itself. */
    public static final List<String> TRANSPORTS =
            List.of("websocket", "sockjs-websocket", "xhr-streaming", "xhr-polling");

    private static final String PEER_WENT = "client";

    private final Map<String, OfTransport> transports = new HashMap<>();

    private record OfTransport(Counter connects, Counter wentItself, Map<CloseCode, Counter> closed) {
        static OfTransport in(MeterRegistry registry, String transport) {
            Map<CloseCode, Counter> closed = new EnumMap<>(CloseCode.class);
            for (CloseCode code : CloseCode.values()) {
                closed.put(code, disconnects(registry, transport, code.name().toLowerCase(Locale.ROOT)));
            }
            return new OfTransport(
                    registry.counter(MetricNames.CONNECTS, "transport", transport),
                    disconnects(registry, transport, PEER_WENT),
                    closed);
        }

        private static Counter disconnects(MeterRegistry registry, String transport, String reason) {
            return registry.counter(MetricNames.DISCONNECTS, "transport", transport, "reason", reason);
        }
    }

    Churn(MeterRegistry registry) {
        TRANSPORTS.forEach(transport -> transports.put(transport, OfTransport.in(registry, transport)));
    }

    void opened(Socket socket) {
        transports.get(socket.transport()).connects().increment();
    }

    void closed(Socket socket) {
        OfTransport transport = transports.get(socket.transport());
        socket.closedWith()
                .map(transport.closed()::get)
                .orElse(transport.wentItself())
                .increment();
    }
}
