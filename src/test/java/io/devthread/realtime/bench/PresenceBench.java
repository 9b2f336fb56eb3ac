package io.devthread.realtime.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * What presence costs while nothing happens, and how one change reaches everybody: each follows 50, one person among
 * them whom all follow, who then changes the status again and again.
 *
 * <p>Arguments: URL of the service, its signing key, folder for the report, connections, changes, seconds of quiet.
 * Environment: MANAGEMENT_PORT of the service.
 */
public final class PresenceBench {
    private static final int FOLLOWED = 50;
    private static final int EVENTS_AT_ONCE = 100;
    private static final int POSTS_AT_ONCE = 4;
    private static final int SETTLING_ROUNDS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Histogram afterTheCall = new ConcurrentHistogram(3);
    private final Histogram afterTheFirst = new ConcurrentHistogram(3);
    private final AtomicInteger received = new AtomicInteger();
    private final AtomicLong first = new AtomicLong();
    private final AtomicLong called = new AtomicLong();
    private volatile String star = "";
    private boolean busy;
    private final People people;
    private final URI metrics;

    private PresenceBench(URI base, Path key) {
        people = new People(base, key);
        metrics = URI.create("http://127.0.0.1:" + System.getenv("MANAGEMENT_PORT") + "/metrics");
    }

    public static void main(String[] args) throws IOException {
        int connections = Integer.parseInt(args[3]);
        int changes = Integer.parseInt(args[4]);
        Duration quiet = Duration.ofSeconds(Long.parseLong(args[5]));
        PresenceBench bench = new PresenceBench(URI.create(args[0]), Path.of(args[1]));
        bench.run(connections, changes, quiet, Path.of(args[2]));
        System.exit(0);
    }

    private void run(int connections, int changes, Duration quiet, Path folder) throws IOException {
        List<BenchClient> all = people.connected(connections, this::heard);
        double unwatched = cpuMicrosPerSecondAndConnection(connections, quiet);
        follow(all);
        BenchClient star = all.getFirst();
        int followers = settle(star);
        double watching = cpuMicrosPerSecondAndConnection(connections, quiet);
        double encodings = metric("devthread_presence_encodings_total");
        double published = metric("devthread_presence_announced_count");
        for (int change = 0; change < changes; change++) {
            if (!change(star, followers)) {
                throw new IllegalStateException("only " + received.get() + " of " + followers + " were told");
            }
        }
        Report report = new Report("presence", connections, 0, quiet)
                .counting("idle_cpu_us_per_second_and_connection_following_nobody", Math.round(unwatched))
                .counting("idle_cpu_us_per_second_and_connection_following_" + FOLLOWED, Math.round(watching))
                .counting("changes", changes)
                .counting("followers", followers)
                .counting("encodings", Math.round(metric("devthread_presence_encodings_total") - encodings))
                .counting("bus_messages_per_node", Math.round(metric("devthread_presence_announced_count") - published))
                .with("from the call", afterTheCall)
                .with("from the first frame", afterTheFirst);
        report.print(System.out);
        report.write(folder, "presence");
    }

    private void heard(JsonNode frame, long nanos) {
        if (called.get() != 0 && tellsOfTheStar(frame)) {
            first.compareAndSet(0, nanos);
            afterTheCall.recordValue((nanos - called.get()) / 1_000);
            afterTheFirst.recordValue(Math.max(0, nanos - first.get()) / 1_000);
            received.incrementAndGet();
        }
    }

    /** Alone, or together with what else changed in the same second. */
    private boolean tellsOfTheStar(JsonNode frame) {
        JsonNode data = frame.path("data");
        return switch (frame.path("event").asText()) {
            case "presence_changed" -> data.path("user_id").asText().equals(star);
            case "presence_state" ->
                StreamSupport.stream(data.path("presences").spliterator(), false)
                        .anyMatch(presence -> presence.path("user_id").asText().equals(star));
            default -> false;
        };
    }

    /**
     * The lists of who is watched are read again in the background: the first changes are told until they reach
     * everybody, and do not count. A machine that stands still costs connections: those that are left are followers.
     */
    private int settle(BenchClient star) {
        this.star = star.user().toString();
        for (int round = 0; round < SETTLING_ROUNDS; round++) {
            int followers = (int) metric("devthread_connections") - 1;
            if (change(star, followers)) {
                afterTheCall.reset();
                afterTheFirst.reset();
                return followers;
            }
        }
        throw new IllegalStateException("only " + received.get() + " were told");
    }

    /** Announcements are a second apart: what is measured is one at a time. @return false when not all were told */
    private boolean change(BenchClient star, int followers) {
        busy = !busy;
        received.set(0);
        first.set(0);
        called.set(System.nanoTime());
        star.send(Map.of(
                "v", 1,
                "id", "s",
                "type", "presence",
                "event", "set_status",
                "data", Map.of("status", busy ? "busy" : "online")));
        return comes(() -> received.get() >= followers);
    }

    /** Follows come as domain events, as they would from the community. */
    private void follow(List<BenchClient> all) {
        Random random = new Random(42);
        List<Map<String, Object>> events = new ArrayList<>();
        for (BenchClient follower : all) {
            for (int i = 0; i < FOLLOWED; i++) {
                BenchClient followed = i == 0 ? all.getFirst() : all.get(random.nextInt(all.size()));
                if (followed != follower) {
                    events.add(followed(follower.user(), followed.user()));
                }
            }
        }
        List<CompletableFuture<?>> underWay = new ArrayList<>();
        for (int from = 0; from < events.size(); from += EVENTS_AT_ONCE) {
            List<Map<String, Object>> some = events.subList(from, Math.min(events.size(), from + EVENTS_AT_ONCE));
            underWay.add(people.publisher().post("/api/v1/realtime/events", some));
            if (underWay.size() == POSTS_AT_ONCE) {
                underWay.forEach(CompletableFuture::join);
                underWay.clear();
            }
        }
        underWay.forEach(CompletableFuture::join);
    }

    private static Map<String, Object> followed(UserId follower, UserId followed) {
        return Map.of(
                "id", Ids.next(),
                "type", "user_followed",
                "actor", Map.of("id", follower, "username", "bench-" + follower),
                "recipient_id", followed,
                "created_at", Instant.now());
    }

    private double cpuMicrosPerSecondAndConnection(int connections, Duration duration) {
        double before = metric("process_cpu_time_ns_total");
        long begun = System.nanoTime();
        LockSupport.parkNanos(duration.toNanos());
        double cpuMicros = (metric("process_cpu_time_ns_total") - before) / 1_000;
        return cpuMicros / ((System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1)) / connections;
    }

    private double metric(String name) {
        return HttpClient.newHttpClient()
                .sendAsync(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofLines())
                .join()
                .body()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static boolean comes(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(1_000_000);
        }
        return true;
    }
}
