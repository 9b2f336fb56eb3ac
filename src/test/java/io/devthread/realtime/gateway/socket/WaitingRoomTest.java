package io.devthread.realtime.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.gateway.Admission;
import io.devthread.realtime.gateway.AdmissionConfig;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {
    private static final int BURST = 3;

    private long now = 1;
    private int ticks;
    private final Admission admission =
            new Admission(new AdmissionConfig(10, BURST, Duration.ofSeconds(2), 10, 1_000, 0), () -> now);
    private final WaitingRoom room = new WaitingRoom(admission, () -> ticks++, () -> now);
    private final List<Channel> crowd = Stream.generate(EmbeddedChannel::new)
            .limit(30)
            .map(Channel.class::cast)
            .toList();

    @AfterEach
    void close() {
        crowd.forEach(Channel::close);
    }

    @Test
    void whoComesInPeaceIsReadAtOnce() {
        comeAndAreLetIn(0, BURST);
        assertThat(read(0, BURST)).isEqualTo(BURST);
    }

    @Test
    void whoComesBeforeOthersHaveBeenHeardWaits() {
        come(0, BURST + 1);
        assertThat(read(0, BURST)).isEqualTo(BURST);
        assertThat(read(BURST, BURST + 1)).isZero();
    }

    @Test
    void theOthersAreReadInTheirOrderAtThePace() {
        comeAndAreLetIn(0, BURST);
        come(BURST, 10);
        assertThat(read(BURST, 10)).isZero();
        pass(Duration.ofMillis(200));
        room.tick();
        assertThat(read(BURST, BURST + 2)).isEqualTo(2);
        assertThat(read(BURST + 2, 10)).isZero();
    }

    @Test
    void whoComesBehindThemWaitsTooAlthoughThereIsRoom() {
        comeAndAreLetIn(0, BURST);
        come(BURST, BURST + 1);
        pass(Duration.ofMillis(200));
        come(BURST + 1, BURST + 2);
        assertThat(read(BURST, BURST + 2)).isZero();
        room.tick();
        assertThat(read(BURST, BURST + 2)).isEqualTo(2);
    }

    /** 20 places: what the pace takes in two seconds. */
    @Test
    void whoFindsNoPlaceIsReadToBeSentAway() {
        comeAndAreLetIn(0, BURST);
        come(BURST, 30);
        assertThat(read(BURST, BURST + 20)).isZero();
        assertThat(read(BURST + 20, 30)).isEqualTo(30 - BURST - 20);
    }

    @Test
    void nobodyWaitsLongerThanIsAllowedAlthoughNobodyIsLetIn() {
        IntStream.range(0, 10).forEach(i -> admission.entering());
        come(0, 5);
        pass(Duration.ofMillis(1_999));
        room.tick();
        assertThat(read(0, 5)).isZero();
        pass(Duration.ofMillis(1));
        room.tick();
        assertThat(read(0, 5)).isEqualTo(5);
    }

    @Test
    void aStoppingProcessLetsNobodyWait() {
        comeAndAreLetIn(0, BURST);
        come(BURST, 10);
        admission.drain();
        room.tick();
        assertThat(read(BURST, 10)).isEqualTo(10 - BURST);
    }

    @Test
    void itTicksWhileSomebodyComesOrWaitsAndNoLonger() {
        comeAndAreLetIn(0, BURST);
        come(BURST, BURST + 2);
        assertThat(ticks).isEqualTo(1);
        room.tick();
        assertThat(ticks).isEqualTo(2);
        pass(Duration.ofSeconds(1));
        room.tick();
        assertThat(read(BURST, BURST + 2)).isEqualTo(2);
        assertThat(ticks).isEqualTo(3);
        room.tick();
        assertThat(ticks).isEqualTo(3);
        come(BURST + 2, BURST + 3);
        assertThat(ticks).isEqualTo(4);
    }

    private WaitingRoomTest() {
        admission.anotherLoop();
    }

    private void come(int from, int to) {
        crowd.subList(from, to).forEach(room::arrived);
    }

    private void comeAndAreLetIn(int from, int to) {
        crowd.subList(from, to).forEach(channel -> {
            room.arrived(channel);
            admission.admit();
        });
    }

    private long read(int from, int to) {
        return crowd.subList(from, to).stream()
                .filter(channel -> channel.config().isAutoRead())
                .count();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
