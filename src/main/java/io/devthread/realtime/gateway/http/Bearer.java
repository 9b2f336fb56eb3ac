package io.devthread.realtime.gateway.http;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.Credentials;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.platform.TokenVerifier;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** Who calls: from the one {@code Authorization: Bearer …} header (RFC 6750 section 2.1). A token in the URL counts only for sockets. */
final class Bearer {
    private static final String SCHEME = "bearer ";

    private final Credentials credentials;

    Bearer(Credentials credentials) {
        this.credentials = credentials;
    }

    /** @throws Refusal when the caller shows no good token, or one that has been signed out */
    Identity identify(HttpServerRequest request) {
        List<String> headers = request.headers().getAll("Authorization");
        if (headers.size() != 1 || !headers.getFirst().regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw TokenVerifier.unauthorized();
        }
        return credentials.identify(
                headers.getFirst().substring(SCHEME.length()).strip());
    }
}
