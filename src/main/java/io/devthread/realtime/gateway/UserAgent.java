package io.devthread.realtime.gateway;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * What a client calls itself. Kept for as long as the connection, so it is cut, and equal ones are one object: ten
 * thousand idle browsers of one kind cost one string.
 */
public final class UserAgent {
    public static final int MAX_LENGTH = 200;

    private UserAgent() {}

    /** @return empty where there is none */
    public static String of(HttpServerRequest request) {
        String agent = request.getHeader(HttpHeaders.USER_AGENT);
        return agent == null ? "" : shared(agent);
    }

    /** The JVM's own table holds its strings weakly: those that nobody sends any more go. */
    static String shared(String agent) {
        return agent.substring(0, Math.min(agent.length(), MAX_LENGTH)).intern();
    }
}
