package io.devthread.realtime.platform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.devthread.realtime.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A token taken apart (RFC 7515 section 7.1), strictly: three parts, canonical base64url, two JSON objects without
 * repeated keys. So one token has one spelling, and nobody can smuggle a second meaning past the signature.
 *
 * @param signed the bytes that the signature covers
 */
record CompactToken(ObjectNode header, ObjectNode claims, byte[] signed, byte[] signature) {
    static final int MAX_CHARS = 8 * 1_024;

    private static final int PARTS = 3;
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /** @throws RuntimeException when it is anything else; the reason is nobody's business */
    static CompactToken parse(String token) {
        if (token.length() > MAX_CHARS) {
            throw new IllegalArgumentException("too long");
        }
        String[] parts = token.split("\\.", -1);
        if (parts.length != PARTS) {
            throw new IllegalArgumentException("not three parts");
        }
        byte[] signed = token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
        return new CompactToken(object(parts[0]), object(parts[1]), signed, decode(parts[2]));
    }

    private static ObjectNode object(String part) {
        return Json.read(decode(part), ObjectNode.class);
    }

    private static byte[] decode(String part) {
        byte[] bytes = DECODER.decode(part);
        if (bytes.length == 0 || !ENCODER.encodeToString(bytes).equals(part)) {
            throw new IllegalArgumentException("not canonical base64url");
        }
        return bytes;
    }
}
