package io.devthread.realtime.gateway.presence;

import io.devthread.realtime.delivery.Logs;
import io.devthread.realtime.model.UserId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Something for each of many users, by the buckets in which all users are gone through a part at a time. */
final class ByBucket<T> {
    static final int BUCKETS = 256;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private final Map<UserId, T>[] buckets = new Map[BUCKETS];

    ByBucket() {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            buckets[bucket] = new HashMap<>();
        }
    }

    Optional<T> find(UserId user) {
        return Optional.ofNullable(of(user).get(user));
    }

    T findOrAdd(UserId user, Function<UserId, T> made) {
        return of(user).computeIfAbsent(user, made);
    }

    void put(UserId user, T value) {
        of(user).put(user, value);
    }

    void remove(UserId user) {
        of(user).remove(user);
    }

    Collection<T> values(int bucket) {
        return buckets[bucket].values();
    }

    Map<UserId, T> bucket(int bucket) {
        return buckets[bucket];
    }

    int size() {
        int size = 0;
        for (Map<UserId, T> bucket : buckets) {
            size += bucket.size();
        }
        return size;
    }

    private Map<UserId, T> of(UserId user) {
        return buckets[Logs.bucket(user)];
    }
}
