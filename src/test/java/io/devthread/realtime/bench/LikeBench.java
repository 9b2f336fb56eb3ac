package io.devthread.realtime.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;

/**
 * One post is liked by very many, in batches of 100, while other people are told of other things: how many frames the
 * author gets, whether the count is right at the end, and how long the others wait meanwhile.
 *
 * <p>Arguments: base URL, signing key, folder for the report, likes, likes per second, other people connected.
 */
public final class LikeBench {
    private static final int BATCH = 100;
    private static final int OTHERS_PER_BATCH = 5;

    private final People people;
    private final BenchClient author;
    private final List<BenchClient> others;
    private final UUID post = Ids.next();
    private final Load load = new Load();
    private final Histogram delivery = Load.histogram();
    private final AtomicInteger frames = new AtomicInteger();
    private final AtomicInteger counted = new AtomicInteger();
    private final AtomicInteger delivered = new AtomicInteger();

    private LikeBench(People people, int connections) {
        this.people = people;
        this.author = people.connected(1, (frame, nanos) -> grown(frame)).getFirst();
        this.others = people.connected(connections, this::told);
    }

    public static void main(String[] args) throws IOException {
        int likes = Integer.parseInt(args[3]);
        int rate = Integer.parseInt(args[4]);
        int connections = Integer.parseInt(args[5]);
        LikeBench bench = new LikeBench(new People(URI.create(args[0]), Path.of(args[1])), connections);
        Duration duration = Duration.ofSeconds(Math.max(1, likes / rate));
        int batches = bench.run(rate / BATCH, duration);
        Report report = new Report("likes", connections, rate, duration)
                .counting("likes", (long) batches * BATCH)
                .counting("counted", bench.counted.get())
                .counting("frames of the author", bench.frames.get())
                .with("other event to frame", bench.delivery);
        report.print(System.out);
        report.write(Path.of(args[2]), "likes");
        System.exit(bench.counted.get() == batches * BATCH ? 0 : 1);
    }

    private int run(int rate, Duration duration) {
        int batches = load.run(0, rate, duration, this::step);
        Load.await(() -> counted.get() == batches * BATCH && delivered.get() == batches * OTHERS_PER_BATCH);
        author.close();
        others.forEach(BenchClient::close);
        return batches;
    }

    private void step(int number) {
        List<Map<String, Object>> likes = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            likes.add(liked(post, author.user()));
        }
        people.publisher().post("/api/v1/realtime/events", likes);
        for (int i = 0; i < OTHERS_PER_BATCH; i++) {
            UUID another = Ids.next();
            UserId other =
                    others.get((number * OTHERS_PER_BATCH + i) % others.size()).user();
            load.started(another.toString());
            people.publisher().post("/api/v1/realtime/events", liked(another, other));
        }
    }

    private static Map<String, Object> liked(UUID post, UserId author) {
        return Map.of(
                "id",
                Ids.next(),
                "type",
                "post_liked",
                "actor",
                Map.of("id", Ids.next(), "username", "fan"),
                "recipient_id",
                author,
                "post_id",
                post,
                "created_at",
                Instant.now());
    }

    private void grown(JsonNode frame) {
        if (frame.path("type").asText().equals("notification")) {
            frames.incrementAndGet();
            counted.set(frame.at("/data/notification/actors_count").asInt());
        }
    }

    private void told(JsonNode frame, long nanos) {
        if (load.arrived(frame.at("/data/notification/post_id").asText(), nanos, delivery)) {
            delivered.incrementAndGet();
        }
    }
}
