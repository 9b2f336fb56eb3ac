package io.devthread.realtime.gateway.http;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.ErrorAnswer;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/**
 * Which web pages may use the service: those of its own host and those on the allow-list, on every path and transport,
 * before an upgrade too (cross-site WebSocket hijacking). Requests without an {@code Origin} don't come from a page of
 * another site. Origins are compared exactly as browsers write them (RFC 6454: lower case, no default port). No
 * cookies are used anywhere, so credentials are never allowed.
 */
final class Origins implements Handler<RoutingContext> {
    private static final String METHODS = "GET, POST, PUT, PATCH, DELETE";
    private static final String HEADERS = "Authorization, Content-Type";
    private static final String PREFLIGHT_SECONDS = "600";

    private final Set<String> allowed;
    private final Clock clock;

    Origins(List<String> allowed, Clock clock) {
        this.allowed = Set.copyOf(allowed);
        this.clock = clock;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        List<String> origins = request.headers().getAll("Origin");
        if (origins.isEmpty() || isOwn(origins, request)) {
            context.next();
        } else if (origins.size() == 1 && allowed.contains(origins.getFirst())) {
            admit(context, origins.getFirst());
        } else {
            Refusal refusal = Refusal.of(Failure.FORBIDDEN, "this origin is not allowed");
            ErrorAnswer.send(context.response(), refusal, clock);
        }
    }

    private static boolean isOwn(List<String> origins, HttpServerRequest request) {
        String host = String.valueOf(request.getHeader("Host"));
        String origin = origins.getFirst();
        return origins.size() == 1
                && (origin.equals("http://" + withoutDefaultPort(host, ":80"))
                        || origin.equals("https://" + withoutDefaultPort(host, ":443")));
    }

    private static String withoutDefaultPort(String host, String port) {
        return host.endsWith(port) ? host.substring(0, host.length() - port.length()) : host;
    }

    private static void admit(RoutingContext context, String origin) {
        HttpServerResponse response = context.response()
                .putHeader("Access-Control-Allow-Origin", origin)
                .putHeader("Access-Control-Expose-Headers", "Retry-After")
                .putHeader("Vary", "Origin");
        HttpServerRequest request = context.request();
        if (request.method() == HttpMethod.OPTIONS && request.headers().contains("Access-Control-Request-Method")) {
            response.putHeader("Access-Control-Allow-Methods", METHODS)
                    .putHeader("Access-Control-Allow-Headers", HEADERS)
                    .putHeader("Access-Control-Max-Age", PREFLIGHT_SECONDS)
                    .setStatusCode(204)
                    .end();
        } else {
            context.next();
        }
    }
}
