package io.devthread.realtime.bench;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.DeliveryConfig;
import io.devthread.realtime.delivery.NodeLease;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.presence.PresenceApi;
import io.devthread.realtime.presence.PresenceApi.Activity;
import io.devthread.realtime.presence.PresenceApi.AsSeenBy;
import io.devthread.realtime.presence.PresenceApi.Connected;
import io.devthread.realtime.presence.PresenceConfig;
import io.devthread.realtime.presence.PresenceVerticle;
import io.devthread.realtime.testkit.TestStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * How many questions for 100 people each one presence process answers in a second: 10,000 people are there, each viewer
 * follows 100 of them. Over the bus of one process, stores and load on the same machine.
 *
 * <p>Arguments: folder for the report, questions under way at once, seconds.
 */
public final class PresenceReads {
    private static final int PEOPLE = 10_000;
    private static final int ASKED = 100;
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = Bus.on(vertx);
    private final RedisLink redis = RedisLink.connect(vertx, TestStores.redis());
    private final Postgres postgres = io.devthread.realtime.testkit.Connected.to(vertx, TestStores.postgres());
    private final Random random = new Random(42);
    private final List<UserId> people = IntStream.range(0, PEOPLE)
            .mapToObj(i -> new UserId(new UUID(random.nextLong(), random.nextLong())))
            .toList();

    public static void main(String[] args) throws IOException, InterruptedException {
        int atOnce = Integer.parseInt(args[1]);
        Duration duration = Duration.ofSeconds(Long.parseLong(args[2]));
        PresenceReads bench = new PresenceReads();
        bench.fill(atOnce);
        bench.ask(atOnce, WARM_UP, new ConcurrentHistogram(3));
        Histogram answers = new ConcurrentHistogram(3);
        int asked = bench.ask(atOnce, duration, answers);
        Report report = new Report("presence reads", atOnce, (int) (asked / duration.toSeconds()), duration)
                .counting("asked", asked)
                .with("100 people to answer", answers);
        report.print(System.out);
        report.write(Path.of(args[0]), "presence-reads");
        System.exit(0);
    }

    /** Everybody is there, by one gateway; each viewer follows 100 of them. */
    private void fill(int viewers) {
        redis.connected().await();
        vertx.deployVerticle(
                        new PresenceVerticle(
                                bus,
                                postgres,
                                redis,
                                new SimpleMeterRegistry(),
                                PresenceConfig.DEFAULT,
                                Clock.systemUTC()),
                        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await();
        NodeLease lease = NodeLease.take(vertx, redis, NodeId.next(), DeliveryConfig.defaults(), () -> {})
                .await();
        for (int from = 0; from < PEOPLE; from += 1_000) {
            List<Connected> some = people.subList(from, from + 1_000).stream()
                    .map(user -> new Connected(user, Activity.ACTIVE))
                    .toList();
            bus.call(PresenceApi.REPORT, new PresenceApi.Report(lease.node(), from + 1, some))
                    .await();
        }
        for (int viewer = 0; viewer < viewers; viewer++) {
            follow(people.get(viewer), followed(viewer));
        }
    }

    private List<UserId> followed(int viewer) {
        List<UserId> all = new ArrayList<>(people);
        Collections.shuffle(all, new Random(viewer));
        return all.subList(0, ASKED);
    }

    private void follow(UserId viewer, List<UserId> followed) {
        postgres.query(
                "INSERT INTO follows SELECT $1, id, true, now(), id FROM unnest($2::uuid[]) AS f(id)",
                viewer.value(),
                followed.stream().map(UserId::value).toArray(UUID[]::new));
    }

    /** Presence refuses while it does not know who lives, as on a machine that stands still; then it is asked again. */
    private boolean answered(AsSeenBy question) {
        try {
            bus.call(PresenceApi.AS_SEEN_BY, question).await();
            return true;
        } catch (Refusal away) {
            return false;
        }
    }

    /** @return answers within the time */
    private int ask(int atOnce, Duration duration, Histogram answers) throws InterruptedException {
        long end = System.nanoTime() + duration.toNanos();
        AtomicInteger asked = new AtomicInteger();
        try (ExecutorService viewers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int viewer = 0; viewer < atOnce; viewer++) {
                AsSeenBy question = new AsSeenBy(people.get(viewer), followed(viewer));
                viewers.submit(() -> {
                    while (System.nanoTime() < end) {
                        long start = System.nanoTime();
                        if (answered(question)) {
                            answers.recordValue((System.nanoTime() - start) / 1_000);
                            asked.incrementAndGet();
                        }
                    }
                });
            }
        }
        return asked.get();
    }
}
