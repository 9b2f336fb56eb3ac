package io.devthread.realtime.delivery;

import io.devthread.realtime.model.UserId;
import java.util.List;

/** The Redis keys of one user; see the package page. */
record UserKeys(UserId user) {
    /** The hash tag of the keys: what has the same bucket can be in one script call. */
    static int bucket(UserId user) {
        return (int) (user.value().getLeastSignificantBits() & 0xff);
    }

    String head() {
        return key("head");
    }

    String log() {
        return key("log");
    }

    String redacted() {
        return key("redacted");
    }

    String nodes() {
        return key("nodes");
    }

    /** The user's id is part of the key, so that nobody can resume a session of somebody else. */
    String session(String session) {
        return key("session") + ":" + session;
    }

    /** What a user who polls is told in passing. */
    String passing() {
        return key("passing");
    }

    /** What a user who polls has been told of others, by whom or what it is of. */
    String told() {
        return key("told");
    }

    List<String> ofAppend() {
        return List.of(
                head(), log(), key("seen"), key("seen_before"), key("marks"), key("marks_before"), nodes(), redacted());
    }

    List<String> ofConfirmation() {
        return List.of(head(), log(), key("marks"), key("marks_before"));
    }

    private String key(String kind) {
        return "{b" + bucket(user) + "}" + kind + ":" + user;
    }
}
