package io.devthread.realtime.bench;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What SockJS costs beside plain WebSocket. As many people follow posts over each transport, all connected all the time;
 * in each round the posts of one transport after the other change, and before them some that nobody follows: what that
 * costs is taken off, so that the rest is the price of the frames. The first round warms up and does not count.
 *
 * <p>Arguments: base URL, signing key, folder for the report, connections over each transport, frames per second, seconds
 * of each turn, process id of the service or of the script that has started it.
 */
public final class SockJsBench {
    private static final int ROUNDS = 5;
    private static final int FIRST_GUESTS = 50;

    /** Changes of a post are a second apart at least, and told ten times a second: more would be held back. */
    private static final double SECONDS_BETWEEN_CHANGES = 1.5;

    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration SETTLE = Duration.ofMillis(500);

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final URI base;
    private final People people;
    private final BenchClient author;
    private final Footprint service;
    private final int changesPerSecond;

    private SockJsBench(URI base, Path key, Footprint service, int changesPerSecond) {
        this.base = base;
        this.people = new People(base, key);
        this.author = people.known(1).getFirst();
        this.service = service;
        this.changesPerSecond = changesPerSecond;
    }

    public static void main(String[] args) throws IOException {
        int connections = Integer.parseInt(args[3]);
        int changes = Math.max(1, Integer.parseInt(args[4]) / connections);
        Duration duration = Duration.ofSeconds(Long.parseLong(args[5]));
        Footprint service = Footprint.of(Long.parseLong(args[6]));
        SockJsBench bench = new SockJsBench(URI.create(args[0]), Path.of(args[1]), service, changes);
        Report report = new Report("sockjs", connections, connections * changes, duration).counting("rounds", ROUNDS);
        bench.warmUp(Math.min(connections, FIRST_GUESTS));
        List<Contestant> contestants = bench.gather(connections, report);
        Duration unseen = bench.race(contestants, duration);
        report.measuring("unseen_cpu_millis_per_second", unseen.toMillis() / (double) (ROUNDS * duration.toSeconds()));
        contestants.forEach(contestant -> contestant.tell(report, contestants.getFirst()));
        report.print(System.out);
        report.write(Path.of(args[2]), "sockjs");
        System.exit(contestants.stream().allMatch(Contestant::isComplete) ? 0 : 1);
    }

    /** With guests who leave again, so that the first transport does not pay for what all use. */
    private void warmUp(int guests) {
        for (Transport transport : Transport.values()) {
            Contestant contestant = contestant(transport, guests);
            turn(contestant, WARM_UP);
            contestant.leave();
        }
    }

    private List<Contestant> gather(int connections, Report report) throws IOException {
        List<Contestant> contestants = new ArrayList<>();
        Footprint.Sample before = service.sample();
        for (Transport transport : Transport.values()) {
            contestants.add(contestant(transport, connections));
            pause(SETTLE);
            Footprint.Sample with = service.sample();
            report.counting(transport + "_live_bytes", (with.liveBytes() - before.liveBytes()) / connections)
                    .counting(
                            transport + "_resident_bytes",
                            (with.residentBytes() - before.residentBytes()) / connections);
            before = with;
        }
        return contestants;
    }

    private Contestant contestant(Transport transport, int connections) {
        Posts posts = posts();
        return new Contestant(
                transport,
                posts,
                Audience.gather(loop, base, transport, people.known(connections), posts),
                connections);
    }

    private Posts posts() {
        return new Posts(
                people.publisher(), author.user(), (int) Math.ceil(changesPerSecond * SECONDS_BETWEEN_CHANGES));
    }

    /** @return what the changes that nobody saw have cost */
    private Duration race(List<Contestant> contestants, Duration duration) {
        Posts unseen = posts();
        Duration forNobody = Duration.ZERO;
        for (int round = 0; round <= ROUNDS; round++) {
            Duration nobody = changes(unseen, duration);
            forNobody = forNobody.plus(nobody);
            for (Contestant contestant : contestants) {
                contestant.paid(turn(contestant, duration).minus(nobody));
            }
            if (round == 0) {
                contestants.forEach(Contestant::forget);
                forNobody = Duration.ZERO;
            }
        }
        return forNobody;
    }

    private Duration turn(Contestant contestant, Duration duration) {
        contestant.begin();
        Duration paid = changes(contestant.posts(), duration);
        contestant.expect((int) duration.toSeconds() * changesPerSecond);
        return paid;
    }

    private int number;

    /** @return of the service's processor */
    private Duration changes(Posts posts, Duration duration) {
        Duration before = service.processorTime();
        Load load = new Load();
        number += load.run(number, changesPerSecond, duration, step -> posts.change(step, load.moment()));
        pause(SETTLE);
        return service.processorTime().minus(before);
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
