package io.devthread.realtime.gateway.http;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.ErrorAnswer;
import io.devthread.realtime.gateway.session.RateLimits;
import io.devthread.realtime.model.Identity;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@link Route}s: token, rate limit, body, handler, answer, in this order, so that a stranger costs as little as
 * possible. The boundary of the API: whatever goes wrong becomes an {@link ErrorAnswer}.
 */
final class Api {
    private static final Logger LOG = LoggerFactory.getLogger(Api.class);

    private final Bearer bearer;
    private final RateLimits rates;
    private final BodyReader bodies;
    private final RequestMetrics metrics;
    private final Clock clock;

    Api(Bearer bearer, RateLimits rates, BodyReader bodies, RequestMetrics metrics, Clock clock) {
        this.bearer = bearer;
        this.rates = rates;
        this.bodies = bodies;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Mounts the routes; other methods on their paths get 405, other paths below {@code /api} 404. */
    void mount(Router router, List<Route> routes) {
        Map<String, String> methods = new TreeMap<>();
        for (Route route : routes) {
            methods.merge(route.path(), route.method().name(), (known, more) -> known + ", " + more);
            router.route(route.method(), route.path()).handler(context -> serve(route, context));
        }
        methods.forEach((path, allowed) -> router.route(path).handler(context -> wrongMethod(context, allowed)));
        router.route("/api/*").handler(this::unknown);
        router.route("/api").handler(this::unknown);
    }

    private void serve(Route route, RoutingContext context) {
        metrics.time(route, context.response());
        call(route, context)
                .onComplete(
                        answer -> answer.send(context.response()),
                        thrown -> ErrorAnswer.send(context.response(), refusal(route, context, thrown), clock));
    }

    private Future<Answer> call(Route route, RoutingContext context) {
        try {
            Optional<Identity> identity =
                    route.isOpen() ? Optional.empty() : Optional.of(bearer.identify(context.request()));
            identity.filter(route::limits).ifPresent(known -> rates.check(known.user(), route.kind()));
            return body(route, context.request())
                    .compose(bytes -> route.handler().apply(new ApiCall(context, identity, bytes)));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Buffer> body(Route route, HttpServerRequest request) {
        return route.hasBody()
                ? route.maxBodyBytes().map(BodyReader::new).orElse(bodies).read(request)
                : Future.succeededFuture(Buffer.buffer());
    }

    private static Refusal refusal(Route route, RoutingContext context, Throwable thrown) {
        if (thrown instanceof HttpException) {
            return Refusal.of(Failure.INVALID_DATA, "the query is malformed"); // its text holds the URL: never logged
        }
        return thrown instanceof Refusal refusal && refusal.failure() != Failure.INTERNAL
                ? refusal
                : broken(route, context, thrown);
    }

    /** What broke behind the bus has its trace in the log of that process, under {@code bus.serve failed}. */
    private static Refusal broken(Route route, RoutingContext context, Throwable thrown) {
        String request = ErrorAnswer.requestId(context.response());
        LOG.error("http.call failed request={} method={} path={}", request, route.method(), route.path(), thrown);
        return Refusal.internal();
    }

    private void wrongMethod(RoutingContext context, String allowed) {
        context.response().putHeader("Allow", allowed);
        Refusal refusal = Refusal.of(Failure.INVALID_DATA, "this path takes " + allowed);
        ErrorAnswer.send(context.response(), 405, refusal, clock);
    }

    private void unknown(RoutingContext context) {
        ErrorAnswer.send(context.response(), Refusal.of(Failure.NOT_FOUND, "there is no such path"), clock);
    }
}
