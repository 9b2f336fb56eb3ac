package io.devthread.realtime.gateway.http;

import io.devthread.realtime.gateway.session.RateLimits.Kind;
import io.devthread.realtime.model.Identity;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.function.Function;

/**
 * One call of the API. It needs a token unless {@link #open}, and counts as an ordinary command unless
 * {@link #counting} or {@link #unlimitedFor} say otherwise.
 *
 * @param path with {@code :name} for what varies
 * @param counts against the rate limits of the caller
 * @param maxBodyBytes where it is not that of all calls
 * @param handler gives the answer or fails with a {@link io.devthread.realtime.bus.Refusal}; never waits
 */
record Route(
        HttpMethod method,
        String path,
        boolean isOpen,
        Kind kind,
        Optional<String> unlimitedScope,
        boolean counts,
        Optional<Integer> maxBodyBytes,
        Function<ApiCall, Future<Answer>> handler) {

    static Route get(String path, Function<ApiCall, Future<Answer>> handler) {
        return of(HttpMethod.GET, path, handler);
    }

    static Route post(String path, Function<ApiCall, Future<Answer>> handler) {
        return of(HttpMethod.POST, path, handler);
    }

    static Route put(String path, Function<ApiCall, Future<Answer>> handler) {
        return of(HttpMethod.PUT, path, handler);
    }

    static Route patch(String path, Function<ApiCall, Future<Answer>> handler) {
        return of(HttpMethod.PATCH, path, handler);
    }

    static Route delete(String path, Function<ApiCall, Future<Answer>> handler) {
        return of(HttpMethod.DELETE, path, handler);
    }

    /** For who has no token yet. */
    Route open() {
        return new Route(method, path, true, kind, unlimitedScope, counts, maxBodyBytes, handler);
    }

    Route counting(Kind as) {
        return new Route(method, path, isOpen, as, unlimitedScope, counts, maxBodyBytes, handler);
    }

    /** For other services, which publish for many people: what slows them down is {@code unavailable}. */
    Route unlimitedFor(String scope) {
        return new Route(method, path, isOpen, kind, Optional.of(scope), counts, maxBodyBytes, handler);
    }

    /** What it does counts by itself. */
    Route uncounted() {
        return new Route(method, path, isOpen, kind, unlimitedScope, false, maxBodyBytes, handler);
    }

    Route withBodyUpTo(int bytes) {
        return new Route(method, path, isOpen, kind, unlimitedScope, counts, Optional.of(bytes), handler);
    }

    boolean limits(Identity caller) {
        return counts && unlimitedScope.filter(caller::hasScope).isEmpty();
    }

    private static Route of(HttpMethod method, String path, Function<ApiCall, Future<Answer>> handler) {
        return new Route(method, path, false, Kind.COMMAND, Optional.empty(), true, Optional.empty(), handler);
    }

    boolean hasBody() {
        return method == HttpMethod.POST || method == HttpMethod.PUT || method == HttpMethod.PATCH;
    }
}
