package io.devthread.realtime.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One transport in the race: who follows over it, and what each round has cost. */
final class Contestant {
    private final Transport transport;
    private final Posts posts;
    private final Audience audience;
    private final int connections;
    private final List<Double> microsPerFrame = new ArrayList<>();
    private long framesBefore;
    private long missing;

    Contestant(Transport transport, Posts posts, Audience audience, int connections) {
        this.transport = transport;
        this.posts = posts;
        this.audience = audience;
        this.connections = connections;
    }

    Posts posts() {
        return posts;
    }

    void begin() {
        framesBefore = posts.frames();
    }

    /** Waits for those that are still under way. */
    void expect(int changes) {
        long expected = framesBefore + (long) changes * connections;
        Load.await(() -> posts.frames() >= expected);
        missing += Math.abs(expected - posts.frames());
    }

    /** For the frames of the last turn. */
    void paid(Duration processorTime) {
        microsPerFrame.add(processorTime.toNanos() / 1e3 / Math.max(1, posts.frames() - framesBefore));
    }

    /** What was measured until now. */
    void forget() {
        microsPerFrame.clear();
        posts.forget();
        missing = 0;
    }

    boolean isComplete() {
        return missing == 0 && audience.losses() == 0;
    }

    void leave() {
        audience.close();
    }

    /** @param plain what it is compared with, as the medians of the rounds stand */
    void tell(Report report, Contestant plain) {
        report.counting(transport + "_frames", posts.frames())
                .counting(transport + "_missing", missing + audience.losses())
                .measuring(transport + "_cpu_micros_per_frame", quantile(microsPerFrame, 0.5))
                .measuring(transport + "_cpu_micros_least", quantile(microsPerFrame, 0))
                .measuring(transport + "_cpu_micros_most", quantile(microsPerFrame, 1))
                .measuring(
                        transport + "_cpu_times_plain",
                        quantile(microsPerFrame, 0.5) / quantile(plain.microsPerFrame, 0.5))
                .with(transport + ", published", posts.published())
                .with(transport + ", told", posts.told());
    }

    private static double quantile(List<Double> values, double which) {
        return values.stream().sorted().toList().get((int) Math.round((values.size() - 1) * which));
    }
}
