package io.devthread.realtime.bench;

import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Posts that are liked in turn, and the frames with their new counts at those who follow them. The count is the number
 * of the change, which so can be told when it arrives, even within SockJS's wrapping.
 */
final class Posts {
    private static final String COUNT = "like_count";
    private static final String TIMESTAMP = "timestamp";

    private final BenchClient publisher;
    private final UserId author;
    private final List<UUID> ids;
    private final Map<Long, Long> due = new ConcurrentHashMap<>();
    private final LongAdder frames = new LongAdder();
    private final Histogram published = Load.histogram();
    private final Histogram told = Load.histogram();

    /** @param count so many that none is due for its next change while its last one is held back */
    Posts(BenchClient publisher, UserId author, int count) {
        this.publisher = publisher;
        this.author = author;
        this.ids = Stream.generate(Ids::next).limit(count).toList();
    }

    List<String> channels() {
        return ids.stream().map(id -> "post:" + id).toList();
    }

    /** @param number another one each time, growing */
    void change(int number, long dueNanos) {
        due.put((long) number, dueNanos);
        publisher.post(
                "/api/v1/realtime/events",
                Map.of(
                        "id", Ids.next(),
                        "type", "post_liked",
                        "actor", Map.of("id", Ids.next(), "username", "bench-actor"),
                        "recipient_id", author,
                        "post_id", ids.get(number % ids.size()),
                        "like_count", number,
                        "created_at", Instant.now()));
    }

    /** One text or several, joined. */
    void heard(String text) {
        long nanos = System.nanoTime();
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        for (int at = text.indexOf(COUNT); at >= 0; at = text.indexOf(COUNT, at + 1)) {
            Long since = due.get(number(text, at));
            if (since != null) {
                frames.increment();
                published.recordValue(Math.max(0, (nanos - since) / 1_000));
                told.recordValue(Math.max(0, micros - 1_000 * number(text, text.indexOf(TIMESTAMP, at))));
            }
        }
    }

    private static long number(String text, int from) {
        int start = from;
        while (!Character.isDigit(text.charAt(start))) {
            start++;
        }
        int end = start;
        while (Character.isDigit(text.charAt(end))) {
            end++;
        }
        return Long.parseLong(text, start, end, 10);
    }

    void forget() {
        due.clear();
        frames.reset();
        List.of(published, told).forEach(Histogram::reset);
    }

    long frames() {
        return frames.sum();
    }

    /** From the moment when the change was due; changes of 100 ms are told together. */
    Histogram published() {
        return published;
    }

    /** From the frame's own timestamp, which is in whole milliseconds: half of one too much on average. */
    Histogram told() {
        return told;
    }
}
