package io.devthread.realtime.presence;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.presence.PresenceApi.Shown;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the scripts of presence found, over all buckets that were asked: see {@code presence_person.lua}.
 *
 * @param counts what the metrics count
 * @param announcements to be published, and reported as made
 * @param seen when people were last there: to be stored
 * @param unknown connected people whose choice has to be read
 */
record Findings(Counts counts, List<Announcement> announcements, List<Seen> seen, List<UserId> unknown) {
    private static final int COUNTS = 4;

    static final Findings NONE = new Findings(new Counts(0, 0, 0, 0), List.of(), List.of(), List.of());

    /** @param present in the buckets that were asked */
    record Counts(long voidEntries, long came, long left, long present) {
        Counts plus(Counts more) {
            return new Counts(
                    voidEntries + more.voidEntries, came + more.came, left + more.left, present + more.present);
        }
    }

    /** @param token of the claim under which this process announces it */
    record Announcement(Shown shown, String token) {}

    record Seen(UserId user, Instant at) {}

    static Findings of(Response answer) {
        List<List<Response>> lists = lists(answer);
        List<Response> announced = lists.get(0);
        List<Response> seen = lists.get(1);
        return new Findings(
                new Counts(
                        answer.get(0).toLong(),
                        answer.get(1).toLong(),
                        answer.get(2).toLong(),
                        answer.get(3).toLong()),
                rows(announced, 5).mapToObj(i -> announcement(announced, i)).toList(),
                rows(seen, 2).mapToObj(i -> seen(seen, i)).toList(),
                lists.get(2).stream()
                        .map(value -> UserId.parse(value.toString()))
                        .toList());
    }

    /** What {@code presence_look} found of those it was asked for. */
    static List<Response> looked(Response answer) {
        return lists(answer).get(3);
    }

    /** The answer is one flat list: the counts, and then of each list its length and its items. */
    private static List<List<Response>> lists(Response answer) {
        List<Response> flat = answer.stream().toList();
        List<List<Response>> lists = new ArrayList<>();
        int end = COUNTS;
        while (end < flat.size()) {
            int start = end + 1;
            end = start + flat.get(end).toInteger();
            lists.add(flat.subList(start, end));
        }
        return lists;
    }

    static Findings all(List<Findings> parts) {
        List<Announcement> announcements = new ArrayList<>();
        List<Seen> seen = new ArrayList<>();
        List<UserId> unknown = new ArrayList<>();
        Counts counts = NONE.counts();
        for (Findings part : parts) {
            counts = counts.plus(part.counts());
            announcements.addAll(part.announcements());
            seen.addAll(part.seen());
            unknown.addAll(part.unknown());
        }
        return new Findings(counts, announcements, seen, unknown);
    }

    /** Empty text: never, or not to be told. */
    static Optional<Instant> moment(Response value) {
        String millis = value.toString();
        return millis.isEmpty() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(Long.parseLong(millis)));
    }

    static IntStream rows(List<Response> list, int columns) {
        return IntStream.range(0, list.size() / columns).map(row -> row * columns);
    }

    private static Announcement announcement(List<Response> list, int i) {
        Shown shown = new Shown(
                UserId.parse(list.get(i).toString()),
                list.get(i + 1).toString(),
                moment(list.get(i + 2)),
                list.get(i + 3).toLong());
        return new Announcement(shown, list.get(i + 4).toString());
    }

    private static Seen seen(List<Response> list, int i) {
        return new Seen(
                UserId.parse(list.get(i).toString()),
                Instant.ofEpochMilli(list.get(i + 1).toLong()));
    }
}
