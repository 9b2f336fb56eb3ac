package io.devthread.realtime.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PositionTest {
    private static final Position THIRD = new Position("one", 3);
    private static final Position NINTH = new Position("one", 9);
    private static final Position OF_ANOTHER = new Position("two", 0);

    @Test
    void ofOneEpochTheLowerIsFurtherBehind() {
        assertThat(Position.furthestBehind(NINTH, THIRD)).isEqualTo(THIRD);
        assertThat(Position.furthestBehind(THIRD, NINTH)).isEqualTo(THIRD);
    }

    @Test
    void ofTwoEpochsNoneSpeaksForBoth() {
        assertThat(Stream.of(NINTH, OF_ANOTHER, THIRD).reduce(Position::furthestBehind))
                .hasValueSatisfying(position -> assertThat(position.epoch()).isNotIn("one", "two"));
    }
}
