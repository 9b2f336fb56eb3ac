package io.devthread.realtime.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.gateway.Admission;
import io.devthread.realtime.gateway.AdmissionConfig;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {
    /** Read at once: half of what is let in at once. */
    private static final int BURST = 3;

    private static final int OVERDUE = 20;

    private long now = 1;
    private int ticks;
    private int begun;
    private Admission admission = admission(10);
    private WaitingRoom room = room();
    private final List<Channel> crowd =
            Stream.generate(WaitingRoomTest::connection).limit(80).toList();

    @AfterEach
    void close() {
        crowd.forEach(Channel::close);
    }

    @Test
    void whoComesInPeaceIsReadAtOnce() {
        comeAndAreLetIn(0, BURST);
        assertThat(read(0, BURST)).isEqualTo(BURST);
        assertThat(ticks).isZero();
        assertThat(begun).isZero();
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
        assertThat(begun).isEqualTo(2);
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
    void whoFindsNoPlaceIsReadSoonToBeToldWhenToComeBack() {
        comeAndAreLetIn(0, BURST);
        come(BURST, 40);
        assertThat(read(BURST, 40)).isZero();
        pass(Duration.ofMillis(200));
        room.tick();
        assertThat(read(BURST, BURST + 20)).isEqualTo(2);
        assertThat(read(BURST + 20, 40)).as("no more at once").isEqualTo(BURST);
        assertThat(guarded(BURST + 20, 40)).isEqualTo(BURST);
        pass(Duration.ofMillis(100));
        room.tick();
        assertThat(read(BURST, BURST + 20)).isEqualTo(3);
        assertThat(read(BURST + 20, 40)).isEqualTo(BURST + Admission.TOLD);
    }

    @Test
    void whenThereAreTooManyOfThoseTheOthersAreToldAtOnce() {
        comeAndAreLetIn(0, BURST);
        int places = 20 + Admission.TOLD * 20;
        come(BURST, 80);
        assertThat(read(BURST, BURST + places)).isZero();
        assertThat(read(BURST + places, 80)).isEqualTo(80 - BURST - places);
        assertThat(guarded(BURST + places, 80)).isEqualTo(80 - BURST - places);
    }

    @Test
    void whoHasGoneMeanwhileHoldsNobodyUp() {
        comeAndAreLetIn(0, BURST);
        come(BURST, 10);
        crowd.get(BURST).close();
        pass(Duration.ofMillis(200));
        room.tick();
        assertThat(read(BURST, BURST + 2)).isEqualTo(2);
        assertThat(ticks).isEqualTo(2);
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
        assertThat(guarded(0, 5)).isEqualTo(5);
    }

    @Test
    void thoseWhoHaveWaitedLongAreNotReadAllAtOnce() {
        admission = admission(100);
        room = room();
        IntStream.range(0, 10).forEach(i -> admission.entering());
        come(0, 30);
        pass(Duration.ofSeconds(2));
        room.tick();
        assertThat(read(0, 30)).isEqualTo(OVERDUE);
        room.tick();
        assertThat(read(0, 30)).isEqualTo(30);
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
    void itTicksWhileSomebodyWaitsAndNoLonger() {
        comeAndAreLetIn(0, BURST);
        come(BURST, BURST + 2);
        assertThat(ticks).isEqualTo(1);
        room.tick();
        assertThat(ticks).isEqualTo(2);
        pass(Duration.ofSeconds(1));
        room.tick();
        assertThat(read(BURST, BURST + 2)).isEqualTo(2);
        assertThat(ticks).isEqualTo(2);
        come(BURST + 2, 2 * BURST + 2);
        assertThat(ticks).isEqualTo(3);
    }

    /** A crowd begins with a tenth of what is allowed. */
    private Admission admission(int perSecond) {
        AdmissionConfig config = new AdmissionConfig(10 * perSecond, 2 * BURST, Duration.ofSeconds(2), 10, 1_000, 0);
        Admission fresh = new Admission(config, () -> now);
        fresh.anotherLoop();
        return fresh;
    }

    private WaitingRoom room() {
        return new WaitingRoom(admission, Clock.systemUTC(), () -> ticks++, () -> now);
    }

    private static Channel connection() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline().addLast("httpDecoder", new ChannelInboundHandlerAdapter());
        return channel;
    }

    private long guarded(int from, int to) {
        return crowd.subList(from, to).stream()
                .filter(channel -> channel.pipeline().get(TurnAway.class) != null)
                .count();
    }

    private void come(int from, int to) {
        crowd.subList(from, to).forEach(channel -> room.arrived(channel, () -> begun++));
    }

    private void comeAndAreLetIn(int from, int to) {
        crowd.subList(from, to).forEach(channel -> {
            room.arrived(channel, () -> begun++);
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
