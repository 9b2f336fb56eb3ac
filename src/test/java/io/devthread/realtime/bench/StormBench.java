package io.devthread.realtime.bench;

import io.devthread.realtime.model.Ids;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * A reconnect storm: a crowd is cut off, five events happen to each of them, and then all come back within a second. How
 * long until they are back and have what they missed, what it costs in memory, and what those notice who have stayed. Where
 * the service lives on, all have come and gone a few times before.
 *
 * <p>Arguments: base URL, signing key, folder for the report, clients, {@code cut} or {@code restart} (the service is
 * killed meanwhile, and nobody stays), process id of the service.
 */
public final class StormBench {
    private static final int MISSED = 5;
    private static final int PAIRS = 20;
    private static final int RATE = 100;
    private static final int PRACTICE = 4;
    private static final int EVENTS_AT_ONCE = 100;
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration NORMAL = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final People people;
    private final List<BenchClient> known;
    private final Crowd crowd;
    private Footprint service;
    private Duration processorTime = Duration.ZERO;

    private StormBench(URI base, Path key, int count, long pid) {
        this.people = new People(base, key);
        this.known = people.known(count);
        this.crowd = new Crowd(base, known.stream().map(BenchClient::token).toList());
        this.service = Footprint.of(pid);
    }

    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[3]);
        boolean isRestart = args[4].equals("restart");
        StormBench bench = new StormBench(URI.create(args[0]), Path.of(args[1]), count, Long.parseLong(args[5]));
        Report report = new Report("storm-" + args[4], count, RATE, NORMAL);
        boolean good = isRestart ? bench.restart(report) : bench.cut(report);
        report.print(System.out);
        report.write(Path.of(args[2]), "storm-" + args[4]);
        System.exit(good ? 0 : 1);
    }

    private boolean cut(Report report) throws Exception {
        Talk talk = new Talk(people, PAIRS, RATE);
        gather();
        practise();
        System.gc();
        talk.start();
        pause(WARM_UP);
        talk.take();
        pause(NORMAL);
        Histogram before = talk.take();
        long steady = service.residentBytes();
        crowd.cut();
        happen();
        talk.take();
        long peak = comeBack();
        Histogram during = talk.take();
        int undelivered = talk.stop();
        report.with("untouched before", before).with("untouched during", during);
        report.counting("untouched_undelivered", undelivered).counting("untouched_refused", talk.refused());
        return told(report, steady, peak) && undelivered == 0;
    }

    private boolean restart(Report report) throws Exception {
        gather();
        long steady = service.residentBytes();
        crowd.cut();
        happen();
        int status = new ProcessBuilder(System.getenv("BENCH_RESTART").split(" "))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("the service did not come back");
        }
        service = Footprint.of(Long.parseLong(Files.readString(Path.of(System.getenv("DATA_DIR"), "server.pid"))
                .strip()));
        return told(report, steady, comeBack());
    }

    /** At a pace that nobody minds. */
    private void gather() {
        crowd.come(crowd.size(), 0);
        if (!await(crowd)) {
            throw new IllegalStateException("only " + crowd.completed() + " came");
        }
    }

    /** So that what is measured is a service that has been running, not its compiler. */
    private void practise() {
        for (int i = 0; i < PRACTICE; i++) {
            crowd.cut();
            gather();
        }
    }

    /** @return the most memory that the service took meanwhile */
    private long comeBack() {
        Peak peak = Peak.watch(service);
        Duration before = service.processorTime();
        crowd.come(1_000, MISSED);
        await(crowd);
        processorTime = service.processorTime().minus(before);
        return peak.end();
    }

    private boolean told(Report report, long steady, long peak) {
        double seconds = crowd.completions().getMaxValue() / 1e6;
        report.with("back and complete", crowd.completions())
                .counting("lost", crowd.size() - crowd.completed())
                .counting("resets", crowd.resets.sum())
                .counting("gaps", crowd.gaps.sum())
                .counting("handshakes_per_second", (long) (crowd.completed() / seconds))
                .counting("processor_micros_per_client", processorTime.toNanos() / 1_000 / crowd.size())
                .counting("attempts", crowd.attempts.sum())
                .counting("told_503", crowd.refusals(503))
                .counting("told_4013", crowd.closes(4_013))
                .counting("unreachable", crowd.unreachable.sum())
                .counting("steady_resident_mb", steady >> 20)
                .counting("peak_resident_mb", peak >> 20);
        return crowd.completed() == crowd.size() && crowd.gaps.sum() == 0 && crowd.resets.sum() == 0;
    }

    /** To each as many likes of as many posts. Accepted is not yet in the logs: a moment more. */
    private void happen() {
        List<Map<String, Object>> events = new ArrayList<>();
        for (BenchClient person : known) {
            for (int i = 0; i < MISSED; i++) {
                events.add(liked(person));
            }
        }
        List<CompletableFuture<?>> underWay = new ArrayList<>();
        for (int from = 0; from < events.size(); from += EVENTS_AT_ONCE) {
            List<Map<String, Object>> some = events.subList(from, Math.min(events.size(), from + EVENTS_AT_ONCE));
            underWay.add(people.publisher().post("/api/v1/realtime/events", some));
            if (underWay.size() == 4) {
                underWay.forEach(CompletableFuture::join);
                underWay.clear();
            }
        }
        underWay.forEach(CompletableFuture::join);
        // Now, and not while it is measured: a pause of this process looks like one of the service.
        System.gc();
        pause(Duration.ofSeconds(5));
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

    static boolean await(Crowd crowd) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (crowd.completed() < crowd.size() && System.nanoTime() < end) {
            pause(Duration.ofMillis(20));
        }
        return crowd.completed() >= crowd.size();
    }

    static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
