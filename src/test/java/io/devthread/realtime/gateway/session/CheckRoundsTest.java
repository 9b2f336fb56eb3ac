package io.devthread.realtime.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.gateway.Connections;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CheckRoundsTest {
    private static final Duration ROUND = Duration.ofSeconds(3);

    private final CheckRounds rounds = new CheckRounds(ROUND, Duration.ofSeconds(15));

    @Test
    void everyPartHasItsTurnInEveryRound() {
        assertThat(IntStream.range(0, Connections.PARTS).map(turn -> next()))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, Connections.PARTS).boxed().toList());
    }

    @Test
    void everyPartIsCheckedThoroughlyInEveryFifthRound() {
        List<Integer> first = thoroughIn(5);

        assertThat(first).hasSize(Connections.PARTS).doesNotHaveDuplicates();
        assertThat(thoroughIn(5)).isEqualTo(first);
    }

    @Test
    void everyRoundHasItsShareOfThoroughChecks() {
        for (int round = 0; round < 10; round++) {
            assertThat(thoroughIn(1)).hasSizeBetween(3, 4);
        }
    }

    @Test
    void moreAreThoroughWhereWhatTheyKeepRunsOutSooner() {
        CheckRounds sooner = new CheckRounds(ROUND, Duration.ofSeconds(8));
        CheckRounds atOnce = new CheckRounds(ROUND, Duration.ofSeconds(1));

        assertThat(thoroughIn(sooner, 2)).hasSize(Connections.PARTS).doesNotHaveDuplicates();
        assertThat(thoroughIn(atOnce, 1)).hasSize(Connections.PARTS);
    }

    @Test
    void whereManyRoundsWouldDoItIsStillEveryFifth() {
        assertThat(thoroughIn(new CheckRounds(ROUND, Duration.ofHours(1)), 5)).hasSize(Connections.PARTS);
    }

    @Test
    void allThatAreWantedComeNextAndOnce() {
        next();
        rounds.wantAll();

        assertThat(thoroughIn(1)).hasSize(Connections.PARTS).doesNotHaveDuplicates();
        assertThat(thoroughIn(1)).hasSizeBetween(3, 4);
    }

    private int next() {
        rounds.next();
        return rounds.part();
    }

    private List<Integer> thoroughIn(int howMany) {
        return thoroughIn(rounds, howMany);
    }

    private static List<Integer> thoroughIn(CheckRounds rounds, int howMany) {
        List<Integer> thorough = new ArrayList<>();
        for (int turn = 0; turn < howMany * Connections.PARTS; turn++) {
            rounds.next();
            if (rounds.isThorough()) {
                thorough.add(rounds.part());
            }
        }
        return thorough;
    }
}
