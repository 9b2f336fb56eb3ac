package io.devthread.realtime.gateway.session;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;

/** Texts that are nearly right: good ones with a few changes of the kinds that break readers. The same for a seed. */
final class MutatedTexts {
    private static final int MAX_LENGTH = 4_096;

    /** What a reader of JSON or of ids may trip over. */
    private static final List<String> WORDS = List.of(
            "null",
            "true",
            "false",
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "\\",
            "\\u0000",
            "\\ud800",
            "\uD83D",
            "\u0000",
            "\uFFFD",
            "\uFEFF",
            "-",
            "0",
            "-1",
            "1e999",
            "0.1",
            "1.0",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "99999999999999999999999999999999999999999",
            "{}",
            "[]",
            "[[[[[[[[[[[[[[[[[",
            "{\"a\":{\"a\":{\"a\":{\"a\":",
            "\"v\":1,",
            "\"v\":2",
            "\"id\":\"\"",
            "\"data\":",
            "\"type\":\"ack\"",
            "\"seq\":",
            "\"epoch\":1",
            "user:",
            "post:",
            "feed",
            "feed:",
            "00000000-0000-0000-0000-000000000000",
            "0-0-0-0-0",
            "000000000-000-0000-0000-000000000000",
            "NaN",
            "//",
            "/*",
            "'",
            "\n",
            "\t");

    private final List<String> good;
    private final SplittableRandom random;
    private final List<BinaryOperator<String>> changes = List.of(
            this::drop,
            this::repeat,
            this::insertWord,
            this::insertCharacter,
            this::splice,
            this::cut,
            this::replaceText);

    MutatedTexts(List<String> good, long seed) {
        this.good = new ArrayList<>(good);
        this.random = new SplittableRandom(seed);
    }

    String next() {
        String text = any();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            text = changes.get(random.nextInt(changes.size())).apply(text, any());
        }
        return text.substring(0, Math.min(text.length(), MAX_LENGTH));
    }

    private String any() {
        return good.get(random.nextInt(good.size()));
    }

    private String drop(String text, String unused) {
        int from = place(text);
        return text.substring(0, from) + text.substring(Math.min(text.length(), from + 1 + random.nextInt(8)));
    }

    private String repeat(String text, String unused) {
        int from = place(text);
        String part = text.substring(from, Math.min(text.length(), from + 1 + random.nextInt(40)));
        return text.substring(0, from) + part.repeat(1 + random.nextInt(3)) + text.substring(from);
    }

    private String insertWord(String text, String unused) {
        int at = place(text);
        return text.substring(0, at) + WORDS.get(random.nextInt(WORDS.size())) + text.substring(at);
    }

    private String insertCharacter(String text, String unused) {
        int at = place(text);
        return text.substring(0, at) + (char) random.nextInt(1 << (random.nextBoolean() ? 7 : 16)) + text.substring(at);
    }

    private String splice(String text, String other) {
        return text.substring(0, place(text)) + other.substring(place(other));
    }

    private String cut(String text, String unused) {
        return text.substring(0, place(text));
    }

    /** From one quotation mark to the next. */
    private String replaceText(String text, String unused) {
        int from = text.indexOf('"', place(text));
        int to = text.indexOf('"', from + 1);
        return from < 0 || to < 0
                ? text
                : text.substring(0, from + 1) + WORDS.get(random.nextInt(WORDS.size())) + text.substring(to);
    }

    private int place(String text) {
        return random.nextInt(text.length() + 1);
    }
}
