package io.devthread.realtime.gateway.socket;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a request for an upgrade comes to: RFC 6455, section 4.2. */
sealed interface Handshake {
    /** The only subprotocol; a client that offers none gets the same frames. */
    String SUBPROTOCOL = "devthread.v1.json";

    /**
     * @param key what the client sent
     * @param subprotocol to be echoed
     * @param deflate agreed to
     */
    record Accepted(String key, Optional<String> subprotocol, Optional<DeflateOffer> deflate) implements Handshake {
        /** The whole answer, status line to empty line. */
        String response() {
            return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + accept(key) + "\r\n"
                    + subprotocol
                            .map(name -> "Sec-WebSocket-Protocol: " + name + "\r\n")
                            .orElse("")
                    + deflate.map(agreed -> "Sec-WebSocket-Extensions: " + agreed.answer() + "\r\n")
                            .orElse("")
                    + "\r\n";
        }

        private static String accept(String key) {
            try {
                MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
                byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
                return Base64.getEncoder().encodeToString(sha1.digest(text));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-1", e);
            }
        }
    }

    /** @param headers to be sent along, that tell the client what would have been right */
    record Refused(int status, String message, Map<String, String> headers) implements Handshake {}

    static Handshake of(HttpVersion version, HttpMethod method, MultiMap headers) {
        if (!HttpMethod.GET.equals(method)) {
            return refused(405, "a WebSocket starts with GET", Map.of("Allow", "GET"));
        }
        if (!tokens(headers, "upgrade").anyMatch("websocket"::equalsIgnoreCase)) {
            return refused(426, "Upgrade must be websocket", Map.of("Upgrade", "websocket", "Connection", "Upgrade"));
        }
        if (version != HttpVersion.HTTP_1_1) {
            return bad("a WebSocket needs HTTP/1.1");
        }
        if (!tokens(headers, "connection").anyMatch("upgrade"::equalsIgnoreCase)) {
            return bad("Connection must name Upgrade");
        }
        if (!headers.getAll("sec-websocket-version").equals(List.of("13"))) {
            return refused(426, "Sec-WebSocket-Version must be 13", Map.of("Sec-WebSocket-Version", "13"));
        }
        return ofFields(headers);
    }

    private static Handshake ofFields(MultiMap headers) {
        List<String> keys = headers.getAll("sec-websocket-key");
        if (keys.size() != 1 || !isKey(keys.get(0).strip())) {
            return bad("Sec-WebSocket-Key must be 16 bytes in base64");
        }
        if (headers.getAll("host").size() != 1) {
            return bad("Host must be there once");
        }
        if (hasBody(headers)) {
            return bad("a WebSocket handshake has no body");
        }
        boolean offersSubprotocols = headers.contains("sec-websocket-protocol");
        if (offersSubprotocols && tokens(headers, "sec-websocket-protocol").noneMatch(SUBPROTOCOL::equals)) {
            return bad("Sec-WebSocket-Protocol must offer " + SUBPROTOCOL);
        }
        return new Accepted(
                keys.get(0).strip(),
                offersSubprotocols ? Optional.of(SUBPROTOCOL) : Optional.empty(),
                DeflateOffer.accepted(headers.getAll("sec-websocket-extensions")));
    }

    private static Refused bad(String message) {
        return refused(400, message, Map.of());
    }

    private static Refused refused(int status, String message, Map<String, String> headers) {
        return new Refused(status, message, headers);
    }

    /** Whatever came as a body would be read as WebSocket frames. */
    private static boolean hasBody(MultiMap headers) {
        return headers.contains("transfer-encoding")
                || headers.getAll("content-length").stream()
                        .anyMatch(length -> !length.strip().equals("0"));
    }

    private static boolean isKey(String key) {
        try {
            return key.length() == 24 && Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Stream<String> tokens(MultiMap headers, String name) {
        return headers.getAll(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip);
    }
}
