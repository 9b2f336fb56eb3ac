package io.devthread.realtime.platform;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Table {@code content_keys}: which keys content has been encrypted with. For the start, before anything is served. */
public final class ContentKeys {
    private static final String REMEMBER =
            "INSERT INTO content_keys (key_id) VALUES (?) ON CONFLICT (key_id) DO NOTHING";

    private ContentKeys() {}

    /** Remembers the key that is going to be used; gives those used before that the ring lacks. */
    public static Set<String> missing(PostgresConfig config, ContentCipher cipher) throws SQLException {
        try (Connection connection =
                DriverManager.getConnection("jdbc:" + config.url(), config.user(), config.password())) {
            Set<Integer> missing = used(connection);
            missing.removeAll(cipher.keys());
            if (missing.isEmpty() && cipher.primaryKey().isPresent()) {
                remember(connection, cipher.primaryKey().get());
            }
            return missing.stream().map(Integer::toUnsignedString).collect(Collectors.toSet());
        }
    }

    private static Set<Integer> used(Connection connection) throws SQLException {
        Set<Integer> used = new TreeSet<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT key_id FROM content_keys");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                used.add((int) rows.getLong(1));
            }
        }
        return used;
    }

    private static void remember(Connection connection, int key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REMEMBER)) {
            statement.setLong(1, Integer.toUnsignedLong(key));
            statement.executeUpdate();
        }
    }
}
