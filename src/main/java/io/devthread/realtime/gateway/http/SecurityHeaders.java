package io.devthread.realtime.gateway.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** What browsers are told to refuse for us, on every answer of the public port. */
final class SecurityHeaders implements Handler<RoutingContext> {
    private static final String POLICY = "Content-Security-Policy";

    /** Own scripts only; Angular Material sets inline styles; nothing may frame a page. */
    private static final String OWN_ONLY = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'self';"
            + " form-action 'self'; frame-ancestors 'none'";

    /**
     * Trusted Types: a string becomes markup or a script only through one of these policies, which are Angular's own
     * (templates; icons of Material; chunks that are loaded when needed). What somebody wrote never does.
     */
    static final String APP =
            OWN_ONLY + "; require-trusted-types-for 'script'; trusted-types angular angular#bundler angular#components";

    /** Swagger UI makes its pages of strings. Nothing there is written by users. */
    static final String DOCS = OWN_ONLY;

    @Override
    public void handle(RoutingContext context) {
        HttpServerResponse response = context.response();
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin");
        allow(context, APP);
        context.next();
    }

    /** Another policy for this answer. */
    static void allow(RoutingContext context, String policy) {
        context.response().putHeader(POLICY, policy);
    }
}
