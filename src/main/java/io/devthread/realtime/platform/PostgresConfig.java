package io.devthread.realtime.platform;

/**
 * @param url {@code postgresql://host:port/database}
 * @param user the role of the service; it owns its schema
 * @param password may be empty where the server trusts the address
 * @param poolSize connections per process, 2 to 100, default 8. One is not enough: a transaction that holds it may have
 *     to read something outside of itself
 */
public record PostgresConfig(String url, String user, String password, int poolSize) {
    public PostgresConfig {
        if (!url.startsWith("postgresql://")) {
            throw new IllegalArgumentException("postgres.url must start with postgresql://");
        }
        if (poolSize < 2 || poolSize > 100) {
            throw new IllegalArgumentException("postgres.pool_size must be 2 to 100, not " + poolSize);
        }
    }

    @Override
    public String toString() {
        return "PostgresConfig[url=" + url + ", user=" + user + ", poolSize=" + poolSize + "]";
    }
}
