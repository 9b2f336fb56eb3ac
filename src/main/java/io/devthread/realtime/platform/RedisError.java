package io.devthread.realtime.platform;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.List;
import java.util.Optional;

/** Reads Redis' error answers: a code in capitals first, or further on when a command inside a script met it. */
final class RedisError {
    /** "Not now": out of memory, can't persist, loading, a script that runs too long, a failover under way. */
    static final List<String> NOT_NOW = List.of(
            "OOM", "MISCONF", "LOADING", "BUSY", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "NOREPLICAS");

    private RedisError() {}

    /** Redis said so: the client gives the end of the connection the form of an answer too. */
    static boolean isAnswer(Throwable thrown) {
        return thrown instanceof Response response
                && response.type() == ResponseType.ERROR
                && !"CONNECTION_CLOSED".equals(thrown.getMessage());
    }

    /** The command is at fault, not the moment. */
    static boolean isWrongCommand(Throwable thrown) {
        return isAnswer(thrown) && code(thrown).isEmpty();
    }

    /** Of an answer that says "not now". */
    static Optional<String> code(Throwable thrown) {
        return NOT_NOW.stream().filter(code -> has(thrown, code)).findFirst();
    }

    /** What we are connected to is no master any more: the one that is may be found by connecting again. */
    static boolean isReplica(Throwable thrown) {
        return has(thrown, "READONLY");
    }

    static boolean isUnknownScript(Throwable thrown) {
        return isAnswer(thrown) && has(thrown, "NOSCRIPT");
    }

    private static boolean has(Throwable thrown, String code) {
        String message = String.valueOf(thrown.getMessage());
        return message.startsWith(code + " ") || message.contains("-" + code + " ");
    }
}
