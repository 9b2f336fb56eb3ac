package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.Admission;
import io.devthread.realtime.gateway.Credentials;
import io.devthread.realtime.gateway.UserAgent;
import io.devthread.realtime.gateway.session.Handshake.Resume;
import io.devthread.realtime.model.Identity;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * Reads what a request that opens a socket brings along. A browser can set no header on a WebSocket, so the token may
 * also stand in the query, or come as the first command.
 */
public final class Handshakes {
    private static final String BEARER = "Bearer ";

    private final Gateway gateway;

    public Handshakes(Gateway gateway) {
        this.gateway = gateway;
    }

    /**
     * What comes of it counts as open from now on: a socket until {@link ClientConnection#onClosed}, what does not
     * become one until {@link #dismiss}. Who brings no token yet, as browsers do, may open a socket even when others are
     * sent away: a browser could not read the answer. It is let in, or told when to come back, with its first command.
     *
     * @throws Refusal when nobody is let in now, for a bad token, or a position that is none
     */
    public Handshake admit(HttpServerRequest request) {
        Admission admission = gateway.admission();
        Optional<String> token = token(request);
        if (token.isPresent() || admission.isDraining()) {
            admission.check();
        }
        Optional<Identity> identity = token.map(this::identify);
        Resume resume = resume(request);
        identity.ifPresent(known -> admission.admit());
        String counted = admission.arrived(request.remoteAddress().hostAddress());
        return new Handshake(identity, resume, UserAgent.of(request), counted);
    }

    public void dismiss(Handshake handshake) {
        gateway.admission().left(handshake.counted());
    }

    /** @throws Refusal when the token is not good now */
    public Identity identify(String token) {
        return new Credentials(gateway.tokens(), gateway.revocations()).identify(token);
    }

    /** @throws Refusal for a header that holds something else */
    public static Optional<String> token(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            return query(request, "token");
        }
        if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw Refusal.of(Failure.UNAUTHORIZED, "the Authorization header must be Bearer and a token");
        }
        return Optional.of(header.substring(BEARER.length()).strip());
    }

    private static Resume resume(HttpServerRequest request) {
        return Resume.ofQuery(query(request, "session"), query(request, "epoch"), query(request, "seq"));
    }

    /** What Netty says of a query that it can't read holds all of it, the token too: it must reach no log. */
    private static Optional<String> query(HttpServerRequest request, String name) {
        try {
            return Optional.ofNullable(request.getParam(name));
        } catch (IllegalArgumentException malformed) {
            throw Refusal.of(Failure.INVALID_DATA, "the query is malformed");
        }
    }
}
