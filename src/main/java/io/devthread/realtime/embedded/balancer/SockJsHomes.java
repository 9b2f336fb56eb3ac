package io.devthread.realtime.embedded.balancer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which backend has which SockJS session, of the newest {@value #MOST}. Remembered and not computed from the session's
 * id, so that no session moves when a backend comes back. For one event loop.
 */
final class SockJsHomes {
    private static final int MOST = 10_000;

    /** Prefix, server and session of {@code /sockjs/000/abc123/xhr}; the bridge's sessions as well. */
    private static final Pattern SESSION = Pattern.compile("(/(?:sockjs|eventbus)/[^/?]+/[^/?]+)/.*");

    private final Map<String, Backend> homes = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Backend> eldest) {
            return size() > MOST;
        }
    };

    /** @param target as in the request line; empty where it is of no session */
    static Optional<String> session(String target) {
        Matcher matcher = SESSION.matcher(target);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    Optional<Backend> of(String session) {
        return Optional.ofNullable(homes.get(session));
    }

    void settle(String session, Backend backend) {
        homes.put(session, backend);
    }
}
