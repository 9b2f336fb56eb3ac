package io.devthread.realtime.gateway.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * The files of the app, out of the class path's {@code webroot/}, kept in memory once they have been asked for: a few
 * megabytes, compressed once. Only plain names are looked up, and only what exists is kept, so that no path leads out
 * of the folder and no stranger fills the memory. Thread-safe; {@link #read} blocks.
 */
final class WebRoot {
    private static final Pattern PLAIN =
            Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+");

    /** As the build of the app names what it makes: parts of it after their content, letters of both cases included. */
    private static final Pattern HASHED = Pattern.compile(
            "/(main|polyfills|styles|chunk)-[A-Za-z0-9_-]{8}\\.(js|css)|/media/.+-[A-Z0-9]{8}\\.[a-z0-9]+");

    private static final int HASH_BYTES = 16;
    private static final int COMPRESS_FROM_BYTES = 1_024;

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json; charset=utf-8"),
            Map.entry("map", "application/json; charset=utf-8"),
            Map.entry("yaml", "application/yaml; charset=utf-8"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("png", "image/png"),
            Map.entry("woff2", "font/woff2"));

    private final ClassLoader classes;
    private final String folder;
    private final Map<String, Asset> known = new ConcurrentHashMap<>();

    /**
     * @param etag of the content
     * @param immutable its name holds a hash of its content: the browser need never ask again
     * @param gzipped empty where it would not be smaller
     */
    record Asset(String type, String etag, boolean immutable, byte[] bytes, Optional<byte[]> gzipped) {}

    WebRoot(ClassLoader classes, String folder) {
        this.classes = classes;
        this.folder = folder;
    }

    Optional<Asset> inMemory(String path) {
        return Optional.ofNullable(known.get(path));
    }

    /** @param path begins with a slash */
    Optional<Asset> read(String path) {
        if (!PLAIN.matcher(path).matches()) {
            return Optional.empty();
        }
        try (InputStream file = classes.getResourceAsStream(folder + path)) {
            return Optional.ofNullable(file)
                    .map(present -> known.computeIfAbsent(path, missing -> asset(missing, bytes(present))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Asset asset(String path, byte[] bytes) {
        String extension = path.substring(path.lastIndexOf('.') + 1);
        String type = TYPES.getOrDefault(extension, "application/octet-stream");
        boolean isText = type.contains("charset") || type.contains("svg");
        Optional<byte[]> gzipped = Optional.of(bytes)
                .filter(plain -> isText && plain.length >= COMPRESS_FROM_BYTES)
                .map(WebRoot::gzip);
        return new Asset(type, etag(bytes), isHashed(path), bytes, gzipped);
    }

    static boolean isHashed(String path) {
        return HASHED.matcher(path).matches();
    }

    private static String etag(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "\"" + HexFormat.of().formatHex(hash, 0, HASH_BYTES) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(InputStream file) {
        try {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(plain.length / 2);
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
