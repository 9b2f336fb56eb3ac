package io.devthread.realtime.platform;

import io.vertx.sqlclient.SqlConnection;

/** For tests that hold a lock, or hang in a transaction. */
public final class HeldConnection {
    private HeldConnection() {}

    /** Of the service's own pool, with the limits of its connections; the caller closes it. */
    public static SqlConnection of(Postgres postgres) {
        return postgres.connection();
    }
}
