package io.devthread.realtime.platform;

/**
 * @param url {@code redis://host:port} or {@code redis://user:password@host:port}
 */
public record RedisConfig(String url) {
    public RedisConfig {
        if (!url.startsWith("redis://") && !url.startsWith("rediss://")) {
            throw new IllegalArgumentException("redis.url must start with redis:// or rediss://");
        }
    }

    /** The URL may hold a password. */
    @Override
    public String toString() {
        return "RedisConfig[url=" + url.replaceAll("://[^@/]*@", "://***@") + "]";
    }
}
