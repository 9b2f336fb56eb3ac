package io.devthread.realtime.bench;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.delivery.Confirmations;
import io.devthread.realtime.delivery.DeliveryConfig;
import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.delivery.Redactions;
import io.devthread.realtime.messaging.MessageDelivery;
import io.devthread.realtime.messaging.MessagingApi;
import io.devthread.realtime.messaging.MessagingApi.OpenConversation;
import io.devthread.realtime.messaging.MessagingConfig;
import io.devthread.realtime.messaging.MessagingVerticle;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.ContentCipher;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.testkit.Connected;
import io.devthread.realtime.testkit.TestStores;
import io.devthread.realtime.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;

/**
 * How much of PostgreSQL's own speed the service's writing keeps: messages a second through the bus, the rules, the group
 * commit, numbering, unread counts and the outbox, against bare batches of 50 into the same table of the same server, in
 * turns. Nothing is delivered.
 *
 * <p>Arguments: messages per round, rounds.
 */
public final class WriteBench {
    private static final int CONVERSATIONS = 100;
    private static final int USERS = 2 * CONVERSATIONS;
    private static final double GOAL = 0.5;

    private static final MessageDelivery NOBODY = new MessageDelivery() {
        @Override
        public void deliver(List<DurableEvent> events) {}

        @Override
        public Future<Void> redact(List<Redactions.Pending> changes) {
            return Future.succeededFuture();
        }
    };

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = Bus.on(vertx, Connected.PATIENCE);
    private final Postgres postgres = Connected.to(vertx, TestStores.postgres());
    private final RedisLink redis = RedisLink.connect(vertx, TestStores.redis());

    /** Two people and what they write. */
    record Talk(UserId one, UserId other, ConversationId id) {}

    private WriteBench() {}

    public static void main(String[] args) {
        try {
            boolean reached = new WriteBench().run(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
            System.exit(reached ? 0 : 1);
        } catch (RuntimeException failed) {
            failed.printStackTrace();
            System.exit(2);
        }
    }

    private boolean run(int messages, int rounds) {
        vertx.deployVerticle(
                        new MessagingVerticle(
                                bus,
                                postgres,
                                new Confirmations(redis),
                                NOBODY,
                                ContentCipher.off(),
                                new SimpleMeterRegistry(),
                                Tracing.off(),
                                MessagingConfig.DEFAULT,
                                DeliveryConfig.defaults().logLength(),
                                Clock.systemUTC()),
                        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await();
        RawWrites raw = new RawWrites(postgres, talks());
        ServiceWrites service = new ServiceWrites(bus, talks());
        System.out.printf(
                "%d conversations of %d users, %d messages a round, load %.1f%n",
                CONVERSATIONS, USERS, messages, load());
        raw.write(messages);
        service.write(messages);
        return report(messages, rounds, raw, service);
    }

    private static boolean report(int messages, int rounds, RawWrites raw, ServiceWrites service) {
        List<Double> raws = new ArrayList<>();
        List<Double> services = new ArrayList<>();
        System.out.printf("%n%-8s %12s %12s %8s %6s%n", "messages/s", "raw", "service", "ratio", "load");
        for (int round = 1; round <= rounds; round++) {
            raws.add(perSecond(messages, raw::write));
            services.add(perSecond(messages, service::write));
            print("round " + round, raws.getLast(), services.getLast());
        }
        print("median", median(raws), median(services));
        return median(services) >= GOAL * median(raws);
    }

    private static double perSecond(int messages, IntToDoubleFunction seconds) {
        return messages / seconds.applyAsDouble(messages);
    }

    private static void print(String row, double raw, double service) {
        System.out.printf(Locale.ROOT, "%-10s %12.0f %12.0f %8.2f %6.1f%n", row, raw, service, service / raw, load());
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private List<Talk> talks() {
        List<Talk> talks = new ArrayList<>();
        for (int i = 0; i < CONVERSATIONS; i++) {
            UserId one = user();
            UserId other = user();
            talks.add(new Talk(
                    one,
                    other,
                    bus.call(MessagingApi.OPEN, new OpenConversation(one, other))
                            .await()
                            .conversation()
                            .id()));
        }
        return talks;
    }

    private UserId user() {
        UserId user = new UserId(Ids.next());
        postgres.query(
                "INSERT INTO users (id, username, decided_at, decided_by) VALUES ($1, $2, now(), $1)",
                user.value(),
                "bench-" + user);
        return user;
    }
}
