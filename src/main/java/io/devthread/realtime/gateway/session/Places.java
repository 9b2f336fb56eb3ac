package io.devthread.realtime.gateway.session;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How many of the allowed connections some of one user are: one for each session. Who comes for the session of another
 * one takes its place, from the question to the directory until the old one is closed. So many that come back at once,
 * to where nobody has noticed yet that they had gone, are not too many. Any thread.
 */
final class Places {
    private Places() {}

    static int of(List<ClientConnection> connections) {
        Set<String> sessions = connections.stream()
                .map(ClientConnection::session)
                .filter(session -> !session.isEmpty())
                .collect(Collectors.toSet());
        return (int) connections.stream()
                .map(connection -> place(connection, sessions))
                .distinct()
                .count();
    }

    /** A session that none has here, as anybody could name it, is no place. */
    private static String place(ClientConnection connection, Set<String> sessions) {
        if (!connection.session().isEmpty()) {
            return connection.session();
        }
        return sessions.contains(connection.resumes()) ? connection.resumes() : connection.connectionId();
    }
}
