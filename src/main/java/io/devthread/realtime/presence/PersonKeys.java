package io.devthread.realtime.presence;

import io.devthread.realtime.delivery.Logs;
import io.devthread.realtime.model.UserId;
import java.util.List;

/** The Redis keys of a bucket that every script of presence is given; see the package page. */
record PersonKeys(int bucket) {
    /** Buckets are 0 to 255: see {@link Logs#bucket}. */
    static final int BUCKETS = 256;

    static PersonKeys of(UserId user) {
        return new PersonKeys(Logs.bucket(user));
    }

    List<String> all() {
        return List.of(key("presence_due"), key("presence_present"), key("presence_nodes"));
    }

    private String key(String kind) {
        return "{b" + bucket + "}" + kind;
    }
}
