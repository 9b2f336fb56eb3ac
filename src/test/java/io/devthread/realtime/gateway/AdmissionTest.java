package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.platform.MetricNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final int AT_MOST = 10_000;

    /** With which a crowd begins. */
    private static final int PER_SECOND = 1_000;

    private static final int BURST = 50;

    private long now = 1;
    private final Admission admission = admission(0);

    @Test
    void aBurstIsLetInAtOnceAndTheRestAtThePace() {
        assertThat(letIn(200)).isEqualTo(BURST);
        pass(Duration.ofMillis(20));
        assertThat(letIn(200)).isEqualTo(20);
        pass(Duration.ofHours(1));
        assertThat(letIn(200)).isEqualTo(BURST);
    }

    @Test
    void askingTakesNothing() {
        for (int i = 0; i < 10 * BURST; i++) {
            admission.check();
        }
        assertThat(letIn(200)).isEqualTo(BURST);
    }

    /** 15,000 within a moment, each of whom comes back as told. */
    @Test
    void aCrowdIsTakenInAtThePaceAndNobodyIsSentAwayTwiceForNothing() {
        List<Long> coming = new ArrayList<>();
        for (int i = 0; i < 15_000; i++) {
            coming.add(now);
        }
        int refusals = 0;
        while (!coming.isEmpty()) {
            now = coming.stream().min(Long::compare).orElseThrow();
            List<Long> next = new ArrayList<>();
            for (long at : coming) {
                if (at > now) {
                    next.add(at);
                } else {
                    long wait = waitOf(admission);
                    if (wait > 0) {
                        refusals++;
                        next.add(now + wait);
                    }
                }
            }
            coming = next;
        }
        assertThat(Duration.ofNanos(now)).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(18));
        assertThat(refusals).isBetween(14_000, 16_000);
    }

    @Test
    void thoseSentAwayAreGivenTimesOfTheirOwn() {
        letIn(BURST);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            waits.add(waitOf(admission));
        }
        assertThat(waits).doesNotHaveDuplicates().isSorted();
        assertThat(waits.getFirst()).isGreaterThanOrEqualTo(Admission.SHORTEST_WAIT.toNanos());
        assertThat(Duration.ofNanos(waits.getLast())).isBetween(Duration.ofMillis(1_200), Duration.ofMillis(1_400));
    }

    @Test
    void howeverManyThereAreNobodyIsSentAwayForLong() {
        letIn(BURST);
        for (int i = 0; i < 100_000; i++) {
            assertThat(waitOf(admission)).isLessThanOrEqualTo(Admission.LONGEST_WAIT.toNanos());
        }
    }

    @Test
    void aCrowdThatNoLoopFeelsIsLetInFasterAndFaster() {
        letIn(BURST + 1_000);
        pass(Pace.DOUBLED);
        admission.late(0);
        assertThat(admission.perSecond()).isEqualTo(2 * PER_SECOND);
        letIn(500);
        pass(Duration.ofMillis(10));
        assertThat(letIn(200)).isEqualTo(20);
    }

    @Test
    void nobodyIsLetInWhileTooManyWaitForTheirEntry() {
        for (int i = 0; i < 10; i++) {
            admission.entering();
        }
        assertThat(waitOf(admission)).isPositive();
        admission.entered();
        assertThat(waitOf(admission)).isZero();
    }

    @Test
    void thoseWhoseEntryFailsComeBackOneAfterTheOtherToASlowerDoor() {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waits.add(admission.failed().retryAfter().orElseThrow().toMillis());
        }
        assertThat(waits).isSorted();
        assertThat(waits.getFirst()).isGreaterThanOrEqualTo(Admission.FAILED_WAIT.toMillis());
        assertThat(waits.getLast() - waits.getFirst()).isBetween(100L, 120L);
    }

    @Test
    void connectionsAreReadAtThePaceHoweverLateTheyShowTheirTokens() {
        assertThat(read(200)).isEqualTo(BURST / 2);
        pass(Duration.ofMillis(10));
        assertThat(read(200)).isEqualTo(10);
        assertThat(letIn(BURST / 2 + 10)).isEqualTo(BURST / 2 + 10);
        pass(Duration.ofSeconds(1));
        assertThat(read(200)).isEqualTo(BURST / 2);
        admission.drain();
        assertThat(read(200)).isEqualTo(200);
    }

    @Test
    void nobodyIsReadWhileNobodyIsLetIn() {
        for (int i = 0; i < 10; i++) {
            admission.entering();
        }
        assertThat(read(200)).isZero();
    }

    @Test
    void thoseWithoutAPlaceAreToldAtTwiceThePace() {
        pass(Duration.ofSeconds(1));
        assertThat(told(200)).isEqualTo(BURST / 2);
        pass(Duration.ofMillis(10));
        assertThat(told(200)).isEqualTo(10 * Admission.TOLD);
        admission.drain();
        assertThat(told(200)).isEqualTo(200);
    }

    private int told(int asking) {
        int told = 0;
        for (int i = 0; i < asking; i++) {
            told += admission.mayTell() ? 1 : 0;
        }
        return told;
    }

    private int read(int arriving) {
        int read = 0;
        for (int i = 0; i < arriving; i++) {
            read += admission.mayRead() ? 1 : 0;
        }
        return read;
    }

    @Test
    void thereAreAsManyPlacesToWaitAsThePaceOfNowTakesInTime() {
        assertThat(admission.places()).isEqualTo(2 * PER_SECOND);
        letIn(BURST + 1_000);
        pass(Pace.DOUBLED);
        admission.late(0);
        assertThat(admission.places()).isEqualTo(4 * PER_SECOND);
    }

    @Test
    void thoseWhoWaitAreLetInBeforeWhoComesBack() {
        letIn(BURST);
        admission.waiting(500);
        assertThat(Duration.ofNanos(waitOf(admission))).isBetween(Duration.ofMillis(700), Duration.ofMillis(800));
        admission.waiting(-500);
    }

    @Test
    void whoComesToAStoppingProcessIsSentAwayForAMoment() {
        admission.drain();
        assertThat(waitOf(admission)).isEqualTo(Admission.SHORTEST_WAIT.toNanos());
    }

    @Test
    void operatorsSeeWhoIsSentAwayAndHowManyAreLetIn() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        admission.measure(registry);
        letIn(BURST + 7);
        admission.left(admission.arrived("a"));
        admission.arrived("b");
        admission.entering();
        admission.waiting(4);
        assertThat(registry.get(MetricNames.ADMISSION_WAITING).gauge().value()).isEqualTo(4);
        assertThat(registry.get(MetricNames.ADMISSION_REFUSED).functionCounter().count())
                .isEqualTo(7);
        assertThat(registry.get(MetricNames.ADMISSION_OPEN).gauge().value()).isEqualTo(1);
        assertThat(registry.get(MetricNames.ADMISSION_ENTERING).gauge().value()).isEqualTo(1);
        assertThat(registry.get(MetricNames.ADMISSION_PACE).gauge().value()).isEqualTo(PER_SECOND);
    }

    @Test
    void theNumberOfConnectionsIsBounded() {
        String first = admission.arrived("a");
        admission.arrived("b");
        admission.arrived("c");
        assertThatThrownBy(() -> admission.arrived("d"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.failure()).isEqualTo(Failure.UNAVAILABLE));
        admission.left(first);
        admission.arrived("d");
    }

    @Test
    void soIsTheNumberFromOneAddressWhereThatIsWanted() {
        Admission careful = admission(2);
        String first = careful.arrived("a");
        careful.arrived("a");
        careful.arrived("b");
        careful.left(careful.arrived("b"));
        assertThatThrownBy(() -> careful.arrived("a"))
                .isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.failure())
                        .isEqualTo(Failure.TOO_MANY_CONNECTIONS));
        careful.left(first);
        careful.arrived("a");
    }

    private Admission admission(int perAddress) {
        int most = perAddress == 0 ? 3 : 100;
        return new Admission(
                new AdmissionConfig(AT_MOST, BURST, Duration.ofSeconds(2), 10, most, perAddress), () -> now);
    }

    private int letIn(int asking) {
        int in = 0;
        for (int i = 0; i < asking; i++) {
            in += waitOf(admission) == 0 ? 1 : 0;
        }
        return in;
    }

    /** 0: let in. */
    private static long waitOf(Admission admission) {
        try {
            admission.admit();
            return 0;
        } catch (Refusal refusal) {
            return refusal.retryAfter().orElseThrow().toNanos();
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
