package io.devthread.realtime.embedded;

import io.devthread.realtime.community.SampleUsers;
import io.devthread.realtime.model.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Who is meant by what stands after {@code --user}: the sample users always, all others while the service runs. */
final class KnownUsers {
    /** @param username empty where nobody knows it */
    record Known(UserId id, String username) {}

    private static final int PORT_LINE = 3;

    private final Path postgres;

    KnownUsers(Path dataDirectory) {
        this.postgres = dataDirectory.resolve("postgres");
    }

    /** @throws StartFailure when there is no such user, or none can be looked up */
    Known find(String nameOrId) {
        return userId(nameOrId)
                .map(this::byId)
                .or(() -> sample(lowerCase(nameOrId)))
                .or(() -> stored("username = ? AND NOT deleted", lowerCase(nameOrId)))
                .orElseThrow(() -> new StartFailure("there is no user '" + nameOrId + "'"
                        + (isRunning()
                                ? ""
                                : " among the sample users, and scripts/run,"
                                        + " which knows the others, does not run")));
    }

    private Known byId(UserId id) {
        return stored("id = ?", id.value()).orElse(new Known(id, ""));
    }

    /** As on login, a name is the same in upper and lower case. */
    private static String lowerCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static Optional<Known> sample(String name) {
        return SampleUsers.idOf(name).map(id -> new Known(id, name));
    }

    private static Optional<UserId> userId(String text) {
        try {
            return Optional.of(UserId.parse(text));
        } catch (IllegalArgumentException aName) {
            return Optional.empty();
        }
    }

    private boolean isRunning() {
        return PostgresStore.process(postgres).isRunning();
    }

    private Optional<Known> stored(String condition, Object value) {
        if (!isRunning()) {
            return Optional.empty();
        }
        try (var connection = DriverManager.getConnection(jdbcUrl(), PostgresStore.NAME, "");
                var query = connection.prepareStatement("SELECT id, username FROM users WHERE " + condition)) {
            query.setObject(1, value);
            try (var row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Known(new UserId(row.getObject(1, UUID.class)), row.getString(2)))
                        : Optional.empty();
            }
        } catch (SQLException | IOException e) {
            throw new StartFailure("cannot look the user up: " + e.getMessage(), e);
        }
    }

    /** The port stands in PostgreSQL's own pid file. */
    private String jdbcUrl() throws IOException {
        List<String> lines = Files.readAllLines(postgres.resolve("postmaster.pid"));
        if (lines.size() <= PORT_LINE) {
            throw new IOException("PostgreSQL is still starting");
        }
        return "jdbc:postgresql://127.0.0.1:" + lines.get(PORT_LINE) + "/" + PostgresStore.NAME;
    }
}
