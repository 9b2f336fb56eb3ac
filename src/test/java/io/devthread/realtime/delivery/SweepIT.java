package io.devthread.realtime.delivery;

import static io.devthread.realtime.delivery.Stage.await;
import static io.devthread.realtime.delivery.Stage.event;
import static io.devthread.realtime.delivery.Stage.messages;
import static io.devthread.realtime.delivery.Stage.newConversation;
import static io.devthread.realtime.delivery.Stage.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.testkit.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SweepIT {
    private final UserId user = newUser();
    private final ConversationId conversation = newConversation();
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

    /** As it mostly is. The plans of then are kept, and must still be good when the table is full. */
    @Test
    void rowsAreFoundByTheirIndexThoughTheTableIsEmpty() {
        assertPlans();

        // PostgreSQL does not know yet that the table is empty; now it does.
        setAside(10);
        stage.postgres.query("delete from outbox");
        stage.postgres.query("vacuum analyze outbox");
        stage.postgres.query("vacuum analyze log_redactions");
        assertPlans();
    }

    private void assertPlans() {
        String byKey = "Index Cond: ((event_id = ";
        assertPlan(Outbox.DELETE, "Tid Scan on outbox", "Index Scan using outbox_pkey", byKey);
        assertPlan(Untried.SET_ASIDE, "Tid Scan on outbox", "Index Scan using outbox_pkey", byKey);
        assertPlan(Untried.TAKE_UP, "Tid Scan on outbox", "Index Scan using outbox_pkey", byKey);
        assertPlan(
                KnownHeads.OF,
                "Index Scan using log_heads_pkey",
                "Index Scan using outbox_user_idx",
                "Index Cond: (user_id = u.user_id)");
        assertPlan(
                Outbox.PENDING,
                "using outbox_user_idx",
                "Index Cond: ((user_id = $1) AND (conversation_id = $2) AND (conversation_seq > $3)",
                "using outbox_untried_user_idx",
                "Index Cond: ((user_id = $1) AND (conversation_id = $2))");
        assertPlan(Untried.OLDEST, "using outbox_untried_age_idx").doesNotContain("Sort");
        assertPlan(Outbox.CLAIM, "using outbox_age_idx", "Index Cond: ((created_at <= ")
                .doesNotContain("Sort");
        assertPlan(Redactions.WAITING, "Index Scan using outbox_pkey", byKey);
        assertPlan(
                Redactions.DELETE, "Index Scan using log_redactions_pkey", "Index Cond: ((user_id = d.user_id) AND ");
        assertPlan(Redactions.DUE, "Index Scan using log_redactions_by_age");
        assertPlan(Redactions.REWRITE, "Tid Scan on outbox", "Index Scan using outbox_pkey", byKey);
        assertPlan(Outbox.OLDEST, "using outbox_age_idx", "using outbox_untried_age_idx", "Limit");
    }

    private AbstractStringAssert<?> assertPlan(String sql, String... parts) {
        StringBuilder plan = new StringBuilder();
        stage.postgres
                .inTransaction(connection -> Postgres.await(
                        connection.query("explain (generic_plan) " + sql).execute()))
                .forEach(row -> plan.append(row.getString(0)).append('\n'));
        return assertThat(plan.toString()).as(sql).contains(parts).doesNotContain("Seq Scan on");
    }

    /** Two seconds of a machine that does not stand still: so there are several deaths. */
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

    /** One whose rows would take longer than a statement may. */
    @Test
    void veryManyRowsSetAsideAreTakenUpInPartsAndHoldUpNobodyElse() {
        UserId other = newUser();
        int rows = 3 * Sweep.SET_ASIDE_PAGE;
        setAside(rows);
        stage.commit(List.of(event(other, "left by a crash")));
        stage.postgres.query(
                "update outbox set created_at = now() - interval '1 minute' where user_id = $1", other.value());
        watchTheTable(other);

        startSweeping(stage.deliveries);

        await(() -> stage.pending() == 0);
        assertThat(stage.log(user))
                .hasSize(100)
                .startsWith("message " + (rows - 99))
                .endsWith("message " + rows);
        assertThat(stage.log(other)).containsExactly("left by a crash");
        assertThat(number("select max(taken_up) from watched")).isEqualTo(Sweep.SET_ASIDE_PAGE);
        assertThat(number("select max(still_aside) from watched")).isPositive();
    }

    /** Messages to the user of an hour ago, which nobody has tried. */
    private void setAside(int rows) {
        stage.postgres.query("""
                insert into outbox (event_id, user_id, conversation_id, conversation_seq, body, created_at, ordinal, untried)
                select gen_random_uuid(), $1, $2, seq, 'message ' || seq, now() - interval '1 hour', seq, true
                from generate_series(1, $3) as seq
                """, user.value(), conversation.value(), rows);
    }

    /** How many rows a statement takes up, and how many are still set aside when those of this user go. */
    private void watchTheTable(UserId watched) {
        stage.postgres.inTransaction(connection ->
                Postgres.await(connection.query("""
                create table watched (taken_up bigint, still_aside bigint);
                create function watch_updates() returns trigger language plpgsql as $$ begin
                    insert into watched (taken_up) select count(*) from changed; return null; end $$;
                create trigger updated after update on outbox referencing new table as changed
                    for each statement execute function watch_updates();
                create function watch_deletions() returns trigger language plpgsql as $$ begin
                    insert into watched (still_aside) select count(*) from outbox where untried; return null; end $$;
                create trigger deleted after delete on outbox
                    for each row when (old.user_id = '%s') execute function watch_deletions();
                """.formatted(watched)).execute()));
    }

    private long number(String sql) {
        return stage.postgres.query(sql).iterator().next().getLong(0);
    }

    /** Its predecessors are logged as far as they have been taken up. */
    @Test
    void messageBehindWhatIsSetAsideWaitsForIt() {
        setAside(5);
        stage.postgres.query("update outbox set untried = false where conversation_seq <= 3");
        DurableEvent sixth = Stage.message(user, conversation, 6);

        stage.commitAndDeliver(List.of(sixth));

        assertThat(stage.log(user)).containsExactly("message 1", "message 2", "message 3");
        startSweeping(stage.deliveries);
        await(() -> stage.pending() == 0);
        assertThat(stage.log(user)).hasSize(6).endsWith("message 4", "message 5", "message 6");
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
