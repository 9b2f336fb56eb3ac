package io.devthread.realtime.privacy;

import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.privacy.PrivacyApi.Account;
import io.devthread.realtime.privacy.PrivacyApi.OfUser;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.Optional;

/** What is known of the users themselves; it comes from the service that they have their accounts with. */
final class Accounts {
    private static final int ERASURES = 100;

    static final String FIND = """
            SELECT (SELECT username FROM users WHERE id = $1) AS username,
                   (SELECT issued_until FROM revocations WHERE user_id = $1) AS signed_out_until
            """;

    private final ErasureStore erasures;
    private final Postgres postgres;

    Accounts(ErasureStore erasures, Postgres postgres) {
        this.erasures = erasures;
        this.postgres = postgres;
    }

    Account find(OfUser request) {
        Row row = postgres.query(FIND, request.userId().value()).iterator().next();
        return new Account(
                request.userId(),
                Optional.ofNullable(row.getString("username")),
                Optional.ofNullable(row.getOffsetDateTime("signed_out_until")).map(OffsetDateTime::toInstant),
                erasures.list(request.userId(), ERASURES));
    }
}
