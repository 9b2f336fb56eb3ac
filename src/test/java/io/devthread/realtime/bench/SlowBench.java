package io.devthread.realtime.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * One client of twenty stops reading, though large messages go on being sent to it; the others write to each other as
 * before. What the others notice, what the service keeps for the slow ones, and whether these, given up with 4008, come
 * back and miss nothing. The load is the same all the time: only the reading stops.
 *
 * <p>Arguments: base URL, signing key, folder for the report, connections, messages per second between the others,
 * seconds before, process id of the service or of the script that has started it. Environment: MANAGEMENT_PORT.
 */
public final class SlowBench {
    private static final int ONE_IN = 20;

    /** Less than 100, what the log keeps, while a slow one is full, given up and back. */
    private static final int PARCELS_PER_SECOND = 3;

    private static final int NEVER = Integer.MAX_VALUE;
    private static final int RECEIVE_BUFFER = 16_384;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration AFTER_COLLECTION = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Footprint service;
    private final Crowd slow;
    private final Parcels parcels;
    private final Talk talk;

    private record Phase(Histogram others, long peakBytes) {}

    private SlowBench(URI base, Path key, Footprint service, int connections, int rate) {
        this.service = service;
        People people = new People(base, key);
        int count = Math.max(1, connections / ONE_IN);
        List<BenchClient> known = people.known(count);
        this.slow = new Crowd(base, known.stream().map(BenchClient::token).toList(), OptionalInt.of(RECEIVE_BUFFER));
        this.parcels = new Parcels(people, known, PARCELS_PER_SECOND);
        this.talk = new Talk(people, Math.max(1, (connections - 2 * count) / 2), rate);
    }

    public static void main(String[] args) throws Exception {
        int connections = Integer.parseInt(args[3]);
        int rate = Integer.parseInt(args[4]);
        Duration duration = Duration.ofSeconds(Long.parseLong(args[5]));
        Footprint service = Footprint.of(Long.parseLong(args[6]));
        SlowBench bench = new SlowBench(URI.create(args[0]), Path.of(args[1]), service, connections, rate);
        Report report = new Report("slow", connections, rate, duration);
        boolean good = bench.run(duration, report);
        report.print(System.out);
        report.write(Path.of(args[2]), "slow");
        System.exit(good ? 0 : 1);
    }

    private boolean run(Duration duration, Report report) throws Exception {
        begin();
        Footprint.Sample first = service.sample();
        pause(AFTER_COLLECTION);
        Phase before = until(NEVER, duration);
        slow.stopReading();
        long stopped = System.nanoTime();
        Phase meanwhile = until(slow.size(), PATIENCE);
        report.measuring("seconds_until_all_given_up", (System.nanoTime() - stopped) / 1e9);
        slow.beginAnew(0);
        slow.readAgain();
        boolean allBack = StormBench.await(slow);
        Phase after = until(NEVER, duration);
        int sent = parcels.stop();
        int undelivered = talk.stop();
        Load.await(() -> slow.events.sum() >= sent);
        Footprint.Sample last = service.sample();
        report.counting("slow", slow.size())
                .counting("closed_4008", givenUp())
                .counting("back", slow.completed())
                .counting("resets", slow.resets.sum())
                .counting("gaps", slow.gaps.sum())
                .counting("sent_to_slow", sent)
                .counting("received_by_slow", slow.events.sum())
                .counting("others_undelivered", undelivered)
                .counting("refused", talk.refused() + parcels.refused());
        memory(report, first, before, meanwhile, last);
        report.measuring("others_p99_times", p99(meanwhile) / p99(before))
                .with("others before", before.others())
                .with("others meanwhile", meanwhile.others())
                .with("others after", after.others());
        return allBack
                && givenUp() == slow.size()
                && slow.resets.sum() + slow.gaps.sum() + undelivered == 0
                && slow.events.sum() == sent;
    }

    private void begin() throws IOException {
        slow.come(1_000, 0);
        if (!StormBench.await(slow)) {
            throw new IOException("only " + slow.completed() + " came");
        }
        parcels.start();
        talk.start();
        pause(WARM_UP);
    }

    /** Until so many are given up or the time is over. The metrics are asked for in each phase: they cost something too. */
    private Phase until(int thatManyGivenUp, Duration most) {
        talk.take();
        Peak peak = Peak.watch(service);
        long end = System.nanoTime() + most.toNanos();
        do {
            pause(Duration.ofSeconds(1));
        } while (givenUp() < thatManyGivenUp && System.nanoTime() < end);
        return new Phase(talk.take(), peak.end());
    }

    private static long givenUp() {
        return (long) Metrics.sum("devthread_disconnects_total", "reason=\"slow_consumer\"");
    }

    private void memory(Report report, Footprint.Sample first, Phase before, Phase meanwhile, Footprint.Sample last) {
        report.counting("bound_kb", slow.size() * 256L)
                .counting("resident_kb_at_first", first.residentBytes() >> 10)
                .counting("peak_kb_before", before.peakBytes() >> 10)
                .counting("peak_kb_meanwhile", meanwhile.peakBytes() >> 10)
                .counting("grown_kb", (meanwhile.peakBytes() - before.peakBytes()) >> 10)
                .counting("resident_kb_at_last", last.residentBytes() >> 10)
                .counting("live_kb_at_first", first.liveBytes() >> 10)
                .counting("live_kb_at_last", last.liveBytes() >> 10);
    }

    private static double p99(Phase phase) {
        return phase.others().getValueAtPercentile(99);
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
