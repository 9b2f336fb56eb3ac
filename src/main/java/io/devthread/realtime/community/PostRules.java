package io.devthread.realtime.community;

import io.devthread.realtime.bus.Refusal;

/** What posts and comments may say. */
final class PostRules {
    static final int MAX_POST_CODE_POINTS = 4_000;
    static final int MAX_COMMENT_CODE_POINTS = 2_000;

    private PostRules() {}

    /** @throws Refusal {@code invalid_data}, naming the field and the limit */
    static void checkPost(String content) {
        check(content, MAX_POST_CODE_POINTS);
    }

    /** @throws Refusal {@code invalid_data}, naming the field and the limit */
    static void checkComment(String content) {
        check(content, MAX_COMMENT_CODE_POINTS);
    }

    private static void check(String content, int maxCodePoints) {
        if (content == null || content.codePoints().allMatch(PostRules::isBlank)) {
            throw Refusal.invalid("content", "must not be empty");
        }
        if (content.codePointCount(0, content.length()) > maxCodePoints) {
            throw Refusal.invalid("content", "must have at most " + maxCodePoints + " characters");
        }
        if (content.codePoints().anyMatch(PostRules::isUnstorable)) {
            throw Refusal.invalid("content", "must not contain U+0000 or half of a surrogate pair");
        }
    }

    private static boolean isBlank(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }

    /** PostgreSQL stores no U+0000, and half a surrogate pair has no UTF-8 form. */
    private static boolean isUnstorable(int codePoint) {
        return codePoint == 0 || Character.getType(codePoint) == Character.SURROGATE;
    }
}
