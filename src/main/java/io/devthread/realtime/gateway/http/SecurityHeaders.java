package io.devthread.realtime.gateway.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** What browsers are told to refuse for us, on every answer of the public port. */
final class SecurityHeaders implements Handler<RoutingContext> {
    private static final String POLICY = "Content-Security-Policy";

    /** For anything that is not a page, too: somebody may open it as one. */
    private static final String APP = policy("style-src 'self'") + trustedTypes();

    /** Swagger UI makes its pages of strings, and styles them so. Nothing there is written by users. */
    static final String DOCS = policy("style-src 'self' 'unsafe-inline'");

    @Override
    public void handle(RoutingContext context) {
        HttpServerResponse response = context.response();
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin");
        allow(context, APP);
        context.next();
    }

    /** @param nonce of the styles that the app adds to its page */
    static String app(String nonce) {
        return policy("style-src 'self' 'nonce-" + nonce + "'") + trustedTypes();
    }

    /** Own scripts only; nothing may frame a page. */
    private static String policy(String styles) {
        return "default-src 'self'; script-src 'self'; " + styles + "; img-src 'self' data:; font-src 'self';"
                + " connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
    }

    /**
     * A string becomes markup or a script only through one of these policies, which are Angular's own (templates; icons
     * of Material; chunks that are loaded when needed). What somebody wrote never does.
     */
    private static String trustedTypes() {
        return "; require-trusted-types-for 'script'; trusted-types angular angular#bundler angular#components";
    }

    /** Another policy for this answer. */
    static void allow(RoutingContext context, String policy) {
        context.response().putHeader(POLICY, policy);
    }
}
