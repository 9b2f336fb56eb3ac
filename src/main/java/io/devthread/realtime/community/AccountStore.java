package io.devthread.realtime.community;

import static io.devthread.realtime.platform.Postgres.await;

import io.devthread.realtime.community.CommunityApi.User;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The accounts of the sample application. */
final class AccountStore {
    private static final String COLUMNS = "id, username, password_hash, created_at, signed_out_at";
    private static final String BY_NAME = "SELECT " + COLUMNS + " FROM community_users WHERE username = $1";
    private static final String BY_ID = "SELECT " + COLUMNS + " FROM community_users WHERE id = $1";

    private static final String INSERT = """
            INSERT INTO community_users (id, username, password_hash, created_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT DO NOTHING
            """;

    private static final String SIGN_OUT = """
            UPDATE community_users SET signed_out_at = GREATEST(signed_out_at, $2) WHERE id = $1 RETURNING %s
            """.formatted(COLUMNS);

    /** A range instead of LIKE: it uses the index however the statement is planned. */
    static final String SEARCH = """
            SELECT id, username, created_at FROM community_users
            WHERE username >= $1 AND username < $2 AND username > $3 ORDER BY username LIMIT $4
            """;

    private static final String BY_NAMES =
            "SELECT id, username, created_at FROM community_users WHERE username = ANY($1)";

    /** Sorts after every character that a username may have. */
    private static final String LAST_CHARACTER = "~";

    private final Postgres postgres;

    /** @param signedOutAt tokens issued until then are void */
    record Account(User user, String passwordHash, Instant signedOutAt) {
        /** The hash is nobody's business. */
        @Override
        public String toString() {
            return "Account[user=" + user + "]";
        }
    }

    AccountStore(Postgres postgres) {
        this.postgres = postgres;
    }

    Optional<Account> find(String username) {
        return accounts(postgres.query(BY_NAME, username)).findFirst();
    }

    Optional<Account> find(UserId id) {
        return accounts(postgres.query(BY_ID, id.value())).findFirst();
    }

    /**
     * @param along what else belongs to the same transaction
     * @return false when the name or the id is taken; then nothing is changed
     */
    boolean insert(User user, String passwordHash, BiConsumer<SqlConnection, User> along) {
        return postgres.inTransaction(connection -> {
            boolean inserted = insert(connection, user, passwordHash);
            if (inserted) {
                along.accept(connection, user);
            }
            return inserted;
        });
    }

    /** @return false when the name or the id is taken; then nothing is changed */
    boolean insert(SqlConnection connection, User user, String passwordHash) {
        Object createdAt = user.createdAt().atOffset(ZoneOffset.UTC);
        Tuple row = Tuple.of(user.id().value(), user.username(), passwordHash, createdAt);
        return await(connection.preparedQuery(INSERT).execute(row)).rowCount() == 1;
    }

    /**
     * @param along what else belongs to the same transaction
     * @return empty when there is no such account, otherwise what {@code along} made
     */
    <T> Optional<T> signOut(UserId id, Instant moment, BiFunction<SqlConnection, Account, T> along) {
        return postgres.inTransaction(connection -> {
            Tuple row = Tuple.of(id.value(), moment.atOffset(ZoneOffset.UTC));
            RowSet<Row> updated = await(connection.preparedQuery(SIGN_OUT).execute(row));
            return accounts(updated).findFirst().map(account -> along.apply(connection, account));
        });
    }

    List<User> search(String prefix, String after, int limit) {
        RowSet<Row> rows = postgres.query(SEARCH, prefix, prefix + LAST_CHARACTER, after, limit);
        return map(rows, AccountStore::user).toList();
    }

    /** Those who exist, by their names. */
    Map<String, User> findAll(Collection<String> names) {
        RowSet<Row> rows = postgres.query(BY_NAMES, (Object) names.toArray(String[]::new));
        return map(rows, AccountStore::user).collect(Collectors.toMap(User::username, Function.identity()));
    }

    private static Stream<Account> accounts(RowSet<Row> rows) {
        return map(
                rows,
                row -> new Account(
                        user(row),
                        row.getString("password_hash"),
                        row.getOffsetDateTime("signed_out_at").toInstant()));
    }

    private static User user(Row row) {
        return new User(
                new UserId(row.getUUID("id")),
                row.getString("username"),
                row.getOffsetDateTime("created_at").toInstant());
    }

    private static <T> Stream<T> map(RowSet<Row> rows, Function<Row, T> mapping) {
        return StreamSupport.stream(rows.spliterator(), false).map(mapping);
    }
}
