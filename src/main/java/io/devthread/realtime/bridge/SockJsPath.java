package io.devthread.realtime.bridge;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the URL of a SockJS request says.
 *
 * @param session empty for a WebSocket, which is a session of its own, and for {@code /info}
 * @param mayBegin a session, where there is none yet
 * @param token of the query
 */
record SockJsPath(Optional<String> session, boolean mayBegin, Optional<String> token) {
    private static final Pattern SERVED =
            Pattern.compile("/eventbus/(?:info|websocket|[^/.]+/([^/.]+)/(websocket|xhr|xhr_streaming|xhr_send))");

    /** Empty for what is not served, JSONP and iframes among it. */
    static Optional<SockJsPath> of(String uri) {
        try {
            QueryStringDecoder url = new QueryStringDecoder(uri);
            Matcher path = SERVED.matcher(url.path());
            return path.matches() ? Optional.of(of(path, url)) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static SockJsPath of(Matcher path, QueryStringDecoder url) {
        String transport = Optional.ofNullable(path.group(2)).orElse("websocket");
        Optional<String> session = Optional.ofNullable(path.group(1)).filter(id -> !transport.equals("websocket"));
        List<String> tokens = url.parameters().getOrDefault("token", List.of());
        return new SockJsPath(
                session, !transport.equals("xhr_send"), tokens.stream().findFirst());
    }
}
