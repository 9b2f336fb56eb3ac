package io.devthread.realtime.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Where the next page of a list goes on: the sort key of the last row, opaque to clients. It grants nothing: whoever
 * makes one up gets at most another page of their own list.
 */
public record Cursor(List<String> key) {
    private static final String SEPARATOR = " ";
    private static final int MAX_CHARS = 256;

    public static Cursor of(Object... key) {
        return new Cursor(Arrays.stream(key).map(String::valueOf).toList());
    }

    /** @throws IllegalArgumentException when {@code text} is not what {@link #text} gives for a key of {@code size} parts */
    public static Cursor parse(String text, int size) {
        if (text.length() > MAX_CHARS) {
            throw new IllegalArgumentException("must be the next of the page before");
        }
        byte[] decoded = Base64.getUrlDecoder().decode(text);
        List<String> key = List.of(new String(decoded, StandardCharsets.UTF_8).split(SEPARATOR, -1));
        if (key.size() != size) {
            throw new IllegalArgumentException("must be the next of the page before");
        }
        return new Cursor(key);
    }

    /** No part may hold a space. */
    public String text() {
        byte[] bytes = String.join(SEPARATOR, key).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
