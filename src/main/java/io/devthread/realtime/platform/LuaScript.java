package io.devthread.realtime.platform;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A script that Redis runs as one step. It is called by its digest, never by EVAL, so that an access list can deny
 * EVAL; where Redis has forgotten it (a restart, {@code SCRIPT FLUSH}) it is loaded again and the call repeated. Made
 * by {@link RedisLink#script}. Each script's header says what its KEYS, ARGV and result are.
 */
public final class LuaScript {
    private final RedisLink redis;
    private final String source;
    private final String digest;

    LuaScript(RedisLink redis, String... parts) {
        this.redis = redis;
        this.source = Arrays.stream(parts).map(LuaScript::read).collect(Collectors.joining("\n"));
        this.digest = sha1(source);
    }

    /** Fails as {@link RedisLink#send} does. */
    public Future<Response> call(List<String> keys, List<String> arguments) {
        Request command = Request.cmd(Command.EVALSHA).arg(digest).arg(keys.size());
        keys.forEach(command::arg);
        arguments.forEach(command::arg);
        return redis.send(command).recover(thrown -> {
            if (!RedisError.isUnknownScript(thrown)) {
                return Future.failedFuture(thrown);
            }
            load(redis::send);
            return redis.send(command);
        });
    }

    String digest() {
        return digest;
    }

    Future<Response> load(Function<Request, Future<Response>> connection) {
        return connection.apply(Request.cmd(Command.SCRIPT).arg("LOAD").arg(source));
    }

    private static String read(String name) {
        String path = "/redis/" + name + ".lua";
        try (InputStream file = LuaScript.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalArgumentException("no such script: " + path);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
