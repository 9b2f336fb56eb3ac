package io.devthread.realtime.gateway.session;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Counts connections of one user against the limit: one for each session. A connection that resumes a session counts
 * together with the old one that still has it, from the moment it asks until the old one is closed. So ten devices
 * whose network was cut can all come back at once, though nobody has noticed yet that the old ten are dead. Any thread.
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

    /** To name a session that no connection here has saves nothing: anybody could. */
    private static String place(ClientConnection connection, Set<String> sessions) {
        if (!connection.session().isEmpty()) {
            return connection.session();
        }
        return sessions.contains(connection.resumes()) ? connection.resumes() : connection.connectionId();
    }
}
