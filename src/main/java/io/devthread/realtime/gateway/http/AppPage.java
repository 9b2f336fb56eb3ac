package io.devthread.realtime.gateway.http;

import io.devthread.realtime.gateway.http.WebRoot.Asset;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The page of the app, with a nonce of its own in each answer (CSP level 3): Angular hands it to the styles of its
 * components ({@code ngCspNonce} in {@code index.html}), and the policy allows no other style but those of our files.
 * So it is sent whole each time: a kept page would have an old nonce under a new policy, and no styles.
 */
final class AppPage {
    /** Stands in {@code webroot/src/index.html}. */
    private static final String NONCE = "nonce-of-this-answer";

    private static final int NONCE_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private AppPage() {}

    static void send(RoutingContext context, Asset page) {
        String nonce = nonce();
        SecurityHeaders.allow(context, SecurityHeaders.app(nonce));
        Buffer html = Buffer.buffer(new String(page.bytes(), StandardCharsets.UTF_8).replace(NONCE, nonce));
        HttpServerResponse response = context.response()
                .putHeader("Content-Type", page.type())
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Content-Length", Integer.toString(html.length()));
        if (context.request().method() == HttpMethod.HEAD) {
            response.end();
        } else {
            response.end(html);
        }
    }

    private static String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
