package io.devthread.realtime.testkit;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.RedisLink;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/** Looks into every key of a Redis. */
public final class RedisText {
    private RedisText() {}

    /** The keys in whose value a text stands. */
    public static List<String> containing(RedisLink redis, String text) {
        return keys(redis, "*").stream()
                .filter(key -> value(redis, key).toString().contains(text))
                .toList();
    }

    /** The bodies in a user's log, in its order. */
    public static List<String> log(RedisLink redis, UserId user) {
        List<String> bodies = new ArrayList<>();
        for (String key : keys(redis, "*log:" + user)) {
            value(redis, key).forEach(entry -> bodies.add(entry.get(1).get(1).toString()));
        }
        return bodies;
    }

    private static List<String> keys(RedisLink redis, String pattern) {
        List<String> keys = new ArrayList<>();
        redis.send(Request.cmd(Command.KEYS).arg(pattern)).await().forEach(key -> keys.add(key.toString()));
        return keys;
    }

    private static Response value(RedisLink redis, String key) {
        String type = redis.send(Request.cmd(Command.TYPE).arg(key)).await().toString();
        Request read =
                switch (type) {
                    case "stream" ->
                        Request.cmd(Command.XRANGE).arg(key).arg("-").arg("+");
                    case "hash" -> Request.cmd(Command.HGETALL).arg(key);
                    case "set" -> Request.cmd(Command.SMEMBERS).arg(key);
                    case "zset" -> Request.cmd(Command.ZRANGE).arg(key).arg(0).arg(-1);
                    default -> Request.cmd(Command.GET).arg(key);
                };
        return redis.send(read).await();
    }
}
