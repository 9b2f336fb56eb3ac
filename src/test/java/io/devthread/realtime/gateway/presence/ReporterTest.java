package io.devthread.realtime.gateway.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.Logs;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.presence.PresenceApi.Activity;
import io.devthread.realtime.presence.PresenceApi.Connected;
import io.devthread.realtime.presence.PresenceApi.Refresh;
import io.devthread.realtime.presence.PresenceApi.Report;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReporterTest {
    private final UserId alice = new UserId(Ids.next());
    private final UserId bob = new UserId(Ids.next());
    private final Map<UserId, Activity> activities = new HashMap<>();
    private final List<Report> reports = new ArrayList<>();
    private final List<Refresh> refreshes = new ArrayList<>();
    private final HandDesk hand = new HandDesk();
    private Promise<Object> answer = Promise.promise();
    private final Reporter reporter = new Reporter(
            new NodeId("east"),
            user -> activities.getOrDefault(user, Activity.GONE),
            report -> {
                reports.add(report);
                return answer.future();
            },
            refresh -> {
                refreshes.add(refresh);
                return answer.future();
            },
            hand.desk);

    @Test
    void theFirstConnectionIsToldAtOnceAndAFurtherOneIsNot() {
        is(alice, Activity.ACTIVE);
        is(alice, Activity.ACTIVE);
        noted();
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst().users()).containsExactly(new Connected(alice, Activity.ACTIVE));
    }

    @Test
    void whatComesMeanwhileTravelsTogetherEachUserOnceAndAsItIsByThen() {
        is(alice, Activity.ACTIVE);
        is(bob, Activity.ACTIVE);
        is(alice, Activity.GONE);
        is(alice, Activity.IDLE);
        is(bob, Activity.GONE);
        assertThat(reports).hasSize(1);
        noted();
        assertThat(reports).hasSize(2);
        assertThat(reports.get(1).users())
                .containsExactlyInAnyOrder(new Connected(alice, Activity.IDLE), new Connected(bob, Activity.GONE));
        assertThat(reports.get(1).number()).isGreaterThan(reports.get(0).number());
    }

    @Test
    void afterACallTheNextIsGatheredUnlessItIsFull() {
        is(alice, Activity.ACTIVE);
        take().complete(new Object());
        hand.run();
        is(bob, Activity.ACTIVE);
        assertThat(reports).hasSize(1);
        hand.fireTimers();
        assertThat(reports).hasSize(2);
        for (int i = 0; i < Reporter.MAX_BATCH; i++) {
            is(new UserId(Ids.next()), Activity.ACTIVE);
        }
        take().complete(new Object());
        hand.run();
        assertThat(reports).hasSize(3);
    }

    @Test
    void whatCanNotBeToldIsToldAgainWithGrowingPauses() {
        is(alice, Activity.ACTIVE);
        for (int i = 0; i < 8; i++) {
            away();
            assertThat(hand.timers()).isEqualTo(1);
            hand.fireTimers();
            assertThat(reports.getLast().users()).containsExactly(new Connected(alice, Activity.ACTIVE));
        }
        assertThat(hand.pauses.getFirst()).isLessThanOrEqualTo(Duration.ofMillis(200));
        assertThat(hand.pauses.getLast()).isBetween(Duration.ofMillis(2_500), Duration.ofSeconds(5));
        noted();
        assertThat(reports).hasSize(9);
    }

    @Test
    void theRefreshNamesAllUsersOfItsBuckets() {
        is(alice, Activity.ACTIVE);
        noted();
        int bucket = Logs.bucket(alice);
        reporter.refresh(bucket, bucket + 1);
        assertThat(refreshes.getLast().buckets()).containsExactly(bucket);
        assertThat(refreshes.getLast().users()).containsExactly(new Connected(alice, Activity.ACTIVE));
        assertThat(refreshes.getLast().number()).isGreaterThan(reports.getLast().number());
    }

    @Test
    void aLostLeaseTellsOfAllBucketsAndWhatFailsComesAgain() {
        reporter.refreshAll();
        away();
        hand.fireTimers();
        noted();
        assertThat(refreshes.getLast().buckets()).hasSize(256);
        assertThat(refreshes).hasSize(2);
    }

    @Test
    void manyUsersAreRefreshedInPartsOfWholeBuckets() {
        for (int i = 0; i < 3 * Reporter.MAX_BATCH; i++) {
            is(new UserId(Ids.next()), Activity.ACTIVE);
        }
        for (int i = 0; i < 10; i++) {
            noted();
        }
        reporter.refreshAll();
        for (int i = 0; i < 10; i++) {
            noted();
        }
        assertThat(refreshes.stream().flatMap(refresh -> refresh.buckets().stream()))
                .doesNotHaveDuplicates()
                .hasSize(256);
        assertThat(refreshes.stream().flatMap(refresh -> refresh.users().stream()))
                .hasSize(3 * Reporter.MAX_BATCH);
        assertThat(refreshes)
                .allSatisfy(refresh -> assertThat(refresh.users()).hasSizeLessThanOrEqualTo(Reporter.MAX_BATCH));
    }

    @Test
    void aPollIsToldWhenItBeginsWhileItGoesOnAndWhenItEnds() {
        reporter.pollBegan(alice);
        noted();
        reporter.pollsGoOn();
        noted();
        reporter.pollEnded(alice);
        noted();
        reporter.pollsGoOn();
        noted();
        assertThat(reports).hasSize(3);
        assertThat(reports).allSatisfy(report -> assertThat(report.users())
                .containsExactly(new Connected(alice, Activity.POLLING)));
    }

    @Test
    void whoHasTwoPollsIsThereUntilBothHaveEnded() {
        reporter.pollBegan(alice);
        noted();
        reporter.pollBegan(alice);
        noted();
        reporter.pollEnded(alice);
        noted();
        reporter.pollsGoOn();
        noted();
        assertThat(reports).hasSize(4);
        reporter.pollEnded(alice);
        noted();
        reporter.pollsGoOn();
        assertThat(reports).hasSize(5);
    }

    /** The first of each user is what a presence process of the version before goes by. */
    @Test
    void ofAPollBesideASocketBothAreToldAndTheEndOfTheSocketToo() {
        is(alice, Activity.IDLE);
        noted();
        reporter.pollBegan(alice);
        noted();
        assertThat(reports.getLast().users())
                .containsExactly(new Connected(alice, Activity.IDLE), new Connected(alice, Activity.POLLING));
        is(alice, Activity.GONE);
        noted();
        assertThat(reports.getLast().users())
                .containsExactly(new Connected(alice, Activity.POLLING), new Connected(alice, Activity.GONE));
        reporter.pollEnded(alice);
        noted();
        assertThat(reports.getLast().users()).containsExactly(new Connected(alice, Activity.POLLING));
    }

    @Test
    void aDrainingNodeTellsNothing() {
        is(alice, Activity.ACTIVE);
        noted();
        reporter.stop();
        is(alice, Activity.GONE);
        reporter.refreshAll();
        assertThat(reports).hasSize(1);
        assertThat(refreshes).isEmpty();
    }

    private void is(UserId user, Activity activity) {
        activities.put(user, activity);
        reporter.look(user);
    }

    /** And the next has been gathered. */
    private void noted() {
        take().complete(new Object());
        hand.run();
        hand.fireTimers();
    }

    private void away() {
        take().fail(Refusal.unavailable("presence"));
        hand.run();
    }

    private Promise<Object> take() {
        Promise<Object> taken = answer;
        answer = Promise.promise();
        return taken;
    }
}
