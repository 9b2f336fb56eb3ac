package io.devthread.realtime.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.testkit.TestStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class MigrationsIT {
    private static final Path FOLDER = Path.of("src/main/resources/db/migration");

    /** Columns, defaults, constraints and indexes of everything but Flyway's own table. */
    private static final String SCHEMA = """
            SELECT concat_ws(' ', 'column', table_name, column_name, data_type, collation_name, is_nullable, column_default)
            FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'flyway%'
            UNION ALL
            SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid))
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE 'flyway%'
            UNION ALL
            SELECT concat_ws(' ', 'index', indexdef) FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE 'flyway%'
            UNION ALL
            SELECT concat_ws(' ', 'function', proname) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            ORDER BY 1
            """;

    @Test
    void everyMigrationCanBeUndoneAndAppliedAgain() throws Exception {
        PostgresConfig config = TestStores.postgres();
        try (Connection connection =
                        DriverManager.getConnection("jdbc:" + config.url(), config.user(), config.password());
                Statement statement = connection.createStatement()) {
            List<String> applied = schema(statement);
            assertThat(applied).isNotEmpty();
            for (Path migration : migrations().reversed()) {
                statement.execute(Files.readString(undoOf(migration)));
            }
            assertThat(schema(statement)).isEmpty();
            for (Path migration : migrations()) {
                statement.execute(Files.readString(migration));
            }
            assertThat(schema(statement)).isEqualTo(applied);
        }
    }

    /** Each one leaves what it found: the schema after V(n) is the one before V(n+1) again. */
    @Test
    void eachUndoTakesBackItsOwnMigrationOnly() throws Exception {
        PostgresConfig config = TestStores.postgres();
        try (Connection connection =
                        DriverManager.getConnection("jdbc:" + config.url(), config.user(), config.password());
                Statement statement = connection.createStatement()) {
            for (Path migration : migrations().reversed()) {
                statement.execute(Files.readString(undoOf(migration)));
            }
            for (Path migration : migrations()) {
                List<String> before = schema(statement);
                statement.execute(Files.readString(migration));
                statement.execute(Files.readString(undoOf(migration)));
                assertThat(schema(statement)).as(migration.toString()).isEqualTo(before);
                statement.execute(Files.readString(migration));
            }
        }
    }

    private static List<Path> migrations() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.filter(file -> file.getFileName().toString().startsWith("V"))
                    .sorted(Comparator.comparingInt(MigrationsIT::version))
                    .toList();
        }
    }

    private static int version(Path migration) {
        String name = migration.getFileName().toString();
        return Integer.parseInt(name.substring(1, name.indexOf("__")));
    }

    private static Path undoOf(Path migration) {
        return FOLDER.resolve("undo")
                .resolve("U" + migration.getFileName().toString().substring(1));
    }

    private static List<String> schema(Statement statement) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(SCHEMA)) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        return lines;
    }
}
