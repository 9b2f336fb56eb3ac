package io.devthread.realtime.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;

/**
 * Another service publishes likes at a fixed rate, each of another post, for connected people in turn: how long from the
 * scheduled publication to the answer and to the frame at the recipient.
 *
 * <p>Arguments: base URL, signing key, folder for the report, connections, events per second, seconds.
 */
public final class NotificationBench {
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    private final People people;
    private final List<BenchClient> recipients;
    private final Load load = new Load();
    private final Histogram answer = Load.histogram();
    private final Histogram delivery = Load.histogram();
    private final AtomicInteger delivered = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    private NotificationBench(People people, int connections) {
        this.people = people;
        this.recipients = people.connected(connections, this::frame);
    }

    public static void main(String[] args) throws IOException {
        int connections = Integer.parseInt(args[3]);
        int rate = Integer.parseInt(args[4]);
        Duration duration = Duration.ofSeconds(Long.parseLong(args[5]));
        NotificationBench bench = new NotificationBench(new People(URI.create(args[0]), Path.of(args[1])), connections);
        int sent = bench.run(rate, duration);
        bench.recipients.forEach(BenchClient::close);
        Report report = new Report("notifications", connections, rate, duration)
                .counting("published", sent)
                .counting("delivered", bench.delivered.get())
                .counting("refused", bench.refused.get())
                .with("event to answer", bench.answer)
                .with("event to frame", bench.delivery);
        report.print(System.out);
        report.write(Path.of(args[2]), "notifications");
        System.exit(bench.delivered.get() == sent && bench.refused.get() == 0 ? 0 : 1);
    }

    /** @return events published after the warm-up */
    private int run(int rate, Duration duration) {
        int warm = load.run(0, rate, WARM_UP, this::step);
        Load.await(() -> delivered.get() == warm);
        delivered.set(0);
        List.of(answer, delivery).forEach(Histogram::reset);
        int sent = load.run(warm, rate, duration, this::step);
        Load.await(() -> delivered.get() == sent);
        return sent;
    }

    private void step(int number) {
        UUID post = Ids.next();
        load.started("answer " + post);
        load.started("frame " + post);
        people.publisher()
                .post("/api/v1/realtime/events", liked(post, recipients.get(number % recipients.size())))
                .whenComplete((answered, failed) -> {
                    if (failed == null) {
                        load.arrived("answer " + post, System.nanoTime(), answer);
                    } else {
                        refused.incrementAndGet();
                    }
                });
    }

    private static Map<String, Object> liked(UUID post, BenchClient recipient) {
        return Map.of(
                "id", Ids.next(),
                "type", "post_liked",
                "actor", Map.of("id", Ids.next(), "username", "bench-actor"),
                "recipient_id", recipient.user(),
                "post_id", post,
                "like_count", 1,
                "created_at", Instant.now());
    }

    private void frame(JsonNode frame, long nanos) {
        if (frame.path("event").asText().equals("new_notification")) {
            String post =
                    frame.path("data").path("notification").path("post_id").asText();
            if (load.arrived("frame " + post, nanos, delivery)) {
                delivered.incrementAndGet();
            }
        }
    }
}
