package io.devthread.realtime.gateway.poll;

import io.devthread.realtime.model.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who polls on this node, over which channels: also between two polls, for a minute, so that what is told in passing
 * meanwhile is kept. Any thread.
 */
final class Pollers {
    private static final long KEPT_NANOS = Duration.ofSeconds(60).toNanos();

    private final Map<UserId, Poller> users = new HashMap<>();
    private final Map<String, Set<UserId>> byChannel = new HashMap<>();

    private static final class Poller {
        final List<WaitingPoll> waiting = new ArrayList<>(1);
        List<String> latest = List.of();
        Set<String> channels = Set.of();
        long lastNanos;

        /** Those of all that wait, as a user may poll on two devices, and of the latest until the next comes. */
        Set<String> wanted() {
            Set<String> wanted = new HashSet<>(latest);
            waiting.forEach(poll -> wanted.addAll(poll.channels()));
            return wanted;
        }
    }

    /** @return the oldest of the user's polls, as far as there are more than {@code most} now */
    synchronized List<WaitingPoll> begin(WaitingPoll poll, int most) {
        Poller poller = users.computeIfAbsent(poll.user(), user -> new Poller());
        poller.waiting.add(poll);
        poller.latest = poll.channels();
        subscribe(poll.user(), poller, poller.wanted());
        return List.copyOf(poller.waiting.subList(0, Math.max(0, poller.waiting.size() - most)));
    }

    synchronized void end(WaitingPoll poll, long nowNanos) {
        Poller poller = users.get(poll.user());
        poller.waiting.remove(poll);
        poller.lastNanos = nowNanos;
        subscribe(poll.user(), poller, poller.wanted());
    }

    synchronized List<WaitingPoll> of(UserId user) {
        Poller poller = users.get(user);
        return poller == null ? List.of() : List.copyOf(poller.waiting);
    }

    /** Whether the user has polled here within the last minute. */
    synchronized boolean know(UserId user) {
        return users.containsKey(user);
    }

    synchronized List<WaitingPoll> all() {
        return users.values().stream()
                .flatMap(poller -> poller.waiting.stream())
                .toList();
    }

    /** Those with a poll that names the channel: one that waits, or their latest. */
    synchronized List<UserId> in(String channel) {
        return List.copyOf(byChannel.getOrDefault(channel, Set.of()));
    }

    synchronized boolean isIn(UserId user, String channel) {
        return byChannel.getOrDefault(channel, Set.of()).contains(user);
    }

    /** @return those who have not come again for a minute; they are forgotten */
    synchronized List<UserId> forget(long nowNanos) {
        List<UserId> gone = users.entrySet().stream()
                .filter(entry ->
                        entry.getValue().waiting.isEmpty() && nowNanos - entry.getValue().lastNanos > KEPT_NANOS)
                .map(Map.Entry::getKey)
                .toList();
        gone.forEach(user -> subscribe(user, users.remove(user), Set.of()));
        return gone;
    }

    private void subscribe(UserId user, Poller poller, Set<String> channels) {
        for (String channel : poller.channels) {
            Set<UserId> members = byChannel.get(channel);
            members.remove(user);
            if (members.isEmpty()) {
                byChannel.remove(channel);
            }
        }
        poller.channels = channels;
        channels.forEach(channel ->
                byChannel.computeIfAbsent(channel, name -> new HashSet<>(2)).add(user));
    }
}
