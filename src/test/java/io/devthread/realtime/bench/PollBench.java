package io.devthread.realtime.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/**
 * Parks long polls, each of another person over a connection of its own, and tells what they cost the service: live
 * heap and resident memory, each after a full collection, without any connection and with all polls parked. Then wakes
 * some of them, one after the other.
 *
 * <p>Arguments: base URL, signing key, folder for the report, polls, polls to wake, process id of the service or of the
 * script that has started it. Environment: MANAGEMENT_PORT.
 */
public final class PollBench {
    private static final int TIMEOUT_SECONDS = 30;
    private static final int AT_ONCE = 16;

    private final URI base;
    private final People people;
    private final List<Parked> parked = new ArrayList<>();

    private record Parked(BenchClient person, Socket socket, InputStream in) {}

    private PollBench(URI base, Path key) {
        this.base = base;
        this.people = new People(base, key);
    }

    public static void main(String[] args) throws IOException {
        int count = Integer.parseInt(args[3]);
        int wakes = Math.min(count, Integer.parseInt(args[4]));
        Footprint service = Footprint.of(Long.parseLong(args[5]));
        PollBench bench = new PollBench(URI.create(args[0]), Path.of(args[1]));
        bench.park(1);
        Footprint.Sample before = service.sample();
        bench.park(count);
        double waiting = waiting();
        Footprint.Sample with = service.sample();
        Histogram answers = Load.histogram();
        bench.wake(wakes, answers);
        Report report = new Report("polls", count, 0, Duration.ofSeconds(TIMEOUT_SECONDS))
                .counting("parked", (long) waiting)
                .counting("live_bytes_per_poll", (with.liveBytes() - before.liveBytes()) / count)
                .counting("resident_bytes_per_poll", (with.residentBytes() - before.residentBytes()) / count)
                .with("event to answer", answers);
        report.print(System.out);
        report.write(Path.of(args[2]), "polls");
        System.exit(0);
    }

    /** Each over its own connection, several at a time: the first must still wait when the last has come. */
    private void park(int count) {
        try (ExecutorService several = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Parked>> polls = people.known(count).stream()
                    .map(person -> several.submit(() -> parked(person)))
                    .toList();
            for (Future<Parked> poll : polls) {
                parked.add(poll.get());
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        Load.await(() -> waiting() >= count);
    }

    /** Asks where it stands, then waits there. */
    private Parked parked(BenchClient person) throws IOException {
        Socket socket = new Socket(base.getHost(), base.getPort());
        Parked poll = new Parked(person, socket, new BufferedInputStream(socket.getInputStream(), 64));
        String position = ask(poll, "timeout=0").path("last_poll_id").asText();
        send(poll, "timeout=" + TIMEOUT_SECONDS + "&last_poll_id=" + position);
        return poll;
    }

    private static double waiting() {
        return Metrics.sum("devthread_polls", "");
    }

    private void wake(int count, Histogram answers) throws IOException {
        for (Parked poll : parked.subList(parked.size() - count, parked.size())) {
            long start = System.nanoTime();
            people.publisher()
                    .post("/api/v1/realtime/events", liked(poll.person()))
                    .join();
            if (read(poll).path("events").size() == 1) {
                answers.recordValue((System.nanoTime() - start) / 1_000);
            }
        }
    }

    private static Map<String, Object> liked(BenchClient recipient) {
        return Map.of(
                "id", UUID.randomUUID(),
                "type", "post_liked",
                "actor", Map.of("id", Ids.next(), "username", "bench-actor"),
                "recipient_id", recipient.user(),
                "post_id", Ids.next(),
                "like_count", 1,
                "created_at", Instant.now());
    }

    private JsonNode ask(Parked poll, String query) throws IOException {
        send(poll, query);
        return read(poll);
    }

    private void send(Parked poll, String query) throws IOException {
        String request = "GET /api/v1/realtime/poll?" + query + " HTTP/1.1\r\nHost: " + base.getAuthority()
                + "\r\nAuthorization: Bearer " + poll.person().token() + "\r\n\r\n";
        poll.socket().getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static JsonNode read(Parked poll) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            head.write(poll.in().read());
        }
        String length = head.toString(StandardCharsets.ISO_8859_1).replaceAll("(?is).*content-length: (\\d+).*", "$1");
        return Json.read(poll.in().readNBytes(Integer.parseInt(length)), JsonNode.class);
    }
}
