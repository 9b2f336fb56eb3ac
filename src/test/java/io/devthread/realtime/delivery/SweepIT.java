package io.devthread.realtime.delivery;

import static io.devthread.realtime.delivery.Stage.await;
import static io.devthread.realtime.delivery.Stage.event;
import static io.devthread.realtime.delivery.Stage.messages;
import static io.devthread.realtime.delivery.Stage.newConversation;
import static io.devthread.realtime.delivery.Stage.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.testkit.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SweepIT {
    private final UserId user = newUser();
    private Stage stage;

    @BeforeEach
    void open() {
        stage = new Stage();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private void startSweeping(Deliveries deliveries) {
        stage.vertx
                .deployVerticle(
                        new DeliveryVerticle(stage.redis, stage.postgres, deliveries, meters, Stage.CONFIG),
                        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await();
    }

    /** Two seconds of a machine that does not stand still: so there are several deaths. */
    /** Its plan is made now and kept; when the table is full it must still be good. */
    @Test
    void rowsAreFoundByTheirIndexThoughTheTableIsEmpty() {
        StringBuilder plan = new StringBuilder();
        stage.postgres
                .inTransaction(connection -> Postgres.await(connection
                        .query("explain (generic_plan) " + Outbox.DELETE)
                        .execute()))
                .forEach(row -> plan.append(row.getString(0)).append('\n'));
        assertThat(plan.toString())
                .contains("Tid Scan on outbox", "Index Scan using outbox_pkey", "Index Cond: ((event_id = ")
                .doesNotContain("Seq Scan on outbox");
    }

    @Test
    void whatAProcessLeftAtItsDeathAfterCommitIsDeliveredWithinTwoSeconds() {
        startSweeping(stage.deliveries);
        Eventually.passes(() -> assertThat(timeUntilDelivered(newUser())).isLessThan(Duration.ofSeconds(2)));
        await(() -> stage.pending() == 0);
    }

    private Duration timeUntilDelivered(UserId someone) {
        Stage.Node node = stage.node();
        node.listen(stage.bus);
        node.enter(someone, 1);
        stage.commit(List.of(event(someone, "left"), event(someone, "behind")));
        long committed = System.nanoTime();
        await(() -> node.woken().size() == 2);
        Duration time = Duration.ofNanos(System.nanoTime() - committed);
        assertThat(stage.log(someone)).containsExactly("left", "behind");
        return time;
    }

    @Test
    void whatWasLoggedBeforeTheDeathIsNotLoggedTwice() {
        List<DurableEvent> events = List.of(event(user, "logged"), event(user, "too"));
        stage.commit(events);
        stage.deliveries.log(events).await();
        assertThat(stage.pending()).isEqualTo(2);

        startSweeping(stage.deliveries);

        await(() -> stage.pending() == 0);
        assertThat(stage.log(user)).containsExactly("logged", "too");
        await(() -> meters.counter("devthread.outbox.swept").count() == 2);
        await(() -> meters.get("devthread.outbox.oldest").timeGauge().value() == 0);
    }

    @Test
    void youngRowsAreLeftToTheirSender() {
        startSweeping(stage.deliveries);
        stage.commit(List.of(event(user, "old")));
        stage.postgres.query("update outbox set created_at = now() - interval '1 minute'");
        stage.commit(List.of(event(user, "young")));
        stage.postgres.query("update outbox set created_at = now() + interval '1 minute' where body = 'young'");

        await(() -> stage.pending() == 1);

        assertThat(stage.log(user)).containsExactly("old");
    }

    @Test
    void manyRowsAreSweptInTheirOrder() {
        var conversation = newConversation();
        stage.commit(messages(user, conversation, 1, 2 * Sweep.PAGE + 50));
        startSweeping(stage.deliveries);

        await(() -> stage.pending() == 0);

        assertThat(stage.log(user))
                .containsExactlyElementsOf(IntStream.rangeClosed(2 * Sweep.PAGE - 49, 2 * Sweep.PAGE + 50)
                        .mapToObj(i -> "message " + i)
                        .toList());
    }

    @Test
    void twoProcessesSweepTogetherAndLogOnce() {
        List<DurableEvent> events = IntStream.range(0, 3 * Sweep.PAGE)
                .mapToObj(i -> event(newUser(), "one"))
                .toList();
        stage.commit(events);
        startSweeping(stage.deliveries);
        startSweeping(stage.anotherProcess());

        await(() -> stage.pending() == 0);

        assertThat(events)
                .allSatisfy(event -> assertThat(stage.log(event.user())).containsExactly("one"));
    }

    @Test
    void rowsThatCannotBeLoggedDoNotHoldUpTheOthers() {
        stage.commitAndDeliver(List.of(event(user, "first")));
        stage.redis("SET", new UserKeys(user).log(), "not a log");
        stage.commit(IntStream.range(0, Sweep.PAGE + 1)
                .mapToObj(i -> event(user, "stuck"))
                .toList());
        UserId other = newUser();
        stage.commit(List.of(event(other, "fine")));

        startSweeping(stage.deliveries);

        await(() -> stage.pending() == Sweep.PAGE + 1);
        assertThat(stage.log(other)).containsExactly("fine");
    }

    @Test
    void whatCouldNotBeLoggedWhileRedisWasAwayIsDeliveredWhenItIsBack() {
        startSweeping(stage.deliveries);
        stage.proxy.cut();
        await(() -> !stage.redis.isUp());
        List<DurableEvent> events = messages(user, newConversation(), 1, 3);

        stage.commitAndDeliver(events);
        assertThat(stage.pending()).isEqualTo(3);
        await(() -> meters.get("devthread.outbox.oldest").timeGauge().value() > 0);
        stage.proxy.heal();

        await(() -> stage.pending() == 0);
        assertThat(stage.log(user)).containsExactly("message 1", "message 2", "message 3");
    }

    @Test
    void deliverWhileRedisHangsEndsAndIsMadeUpFor() {
        startSweeping(stage.deliveries);
        stage.proxy.hang();

        stage.commitAndDeliver(List.of(event(user, "late"))); // ends, though Redis never answers
        assertThat(stage.pending()).isEqualTo(1);
        stage.proxy.heal();

        await(() -> stage.pending() == 0);
        assertThat(stage.log(user)).containsExactly("late");
    }

    @Test
    void eventWhoseRowCouldNotBeDeletedIsLoggedOnce() {
        List<DurableEvent> events = List.of(event(user, "logged"));
        stage.commit(events);
        stage.postgresProxy.cut();
        stage.deliveries.deliver(events).await();
        assertThat(stage.log(user)).containsExactly("logged");
        startSweeping(stage.deliveries);

        stage.postgresProxy.heal();

        await(() -> stage.pending() == 0);
        assertThat(stage.log(user)).containsExactly("logged");
    }

    @Test
    void sweepGoesOnWhenPostgresIsBack() {
        startSweeping(stage.deliveries);
        stage.commit(List.of(event(user, "before")));
        stage.postgresProxy.hang();
        stage.vertx.timer(3, java.util.concurrent.TimeUnit.SECONDS).await();
        stage.postgresProxy.heal();
        stage.postgresProxy.cut();
        stage.postgresProxy.heal();

        await(() -> stage.log(user).contains("before"));
        stage.commit(List.of(event(user, "after")));

        await(() -> stage.log(user).contains("after"));
    }
}
