package io.devthread.realtime.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.gateway.Admission;
import io.devthread.realtime.gateway.AdmissionConfig;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {
    /** Read at once: half of what is let in at once. */
    private static final int BURST = 3;

    private static final int OVERDUE = 20;

    private long now = 1;
    private Admission admission = admission(10);
    private EmbeddedChannel port = port();
    private final List<Channel> crowd =
            Stream.<Channel>generate(EmbeddedChannel::new).limit(80).toList();
    private final Set<Channel> served = new HashSet<>();

    @AfterEach
    void close() {
        port.close();
        crowd.forEach(Channel::close);
    }

    @Test
    void whoComesInPeaceIsReadAtOnce() {
        comeAndAreLetIn(0, BURST);
        assertThat(read(0, BURST)).isEqualTo(BURST);
        assertThat(guarded(0, BURST)).isZero();
        assertThat(ticks()).isFalse();
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
        tick();
        assertThat(read(BURST, BURST + 2)).isEqualTo(2);
        assertThat(read(BURST + 2, 10)).isZero();
        assertThat(guarded(BURST, 10)).isEqualTo(2);
    }

    @Test
    void whoComesBehindThemWaitsTooAlthoughThereIsRoom() {
        comeAndAreLetIn(0, BURST);
        come(BURST, BURST + 1);
        pass(Duration.ofMillis(200));
        come(BURST + 1, BURST + 2);
        assertThat(read(BURST, BURST + 2)).isZero();
        tick();
        assertThat(read(BURST, BURST + 2)).isEqualTo(2);
    }

    /** 20 places: what the pace takes in two seconds. */
    @Test
    void whoFindsNoPlaceIsReadSoonToBeToldWhenToComeBack() {
        comeAndAreLetIn(0, BURST);
        come(BURST, 40);
        assertThat(read(BURST, 40)).isZero();
        pass(Duration.ofMillis(200));
        tick();
        assertThat(read(BURST, BURST + 20)).isEqualTo(2);
        assertThat(read(BURST + 20, 40)).as("no more at once").isEqualTo(BURST);
        assertThat(guarded(BURST + 20, 40)).isEqualTo(BURST);
        pass(Duration.ofMillis(100));
        tick();
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
        tick();
        assertThat(read(BURST, BURST + 2)).isEqualTo(2);
        assertThat(ticks()).isTrue();
    }

    @Test
    void nobodyWaitsLongerThanIsAllowedAlthoughNobodyIsLetIn() {
        IntStream.range(0, 10).forEach(i -> admission.entering());
        come(0, 5);
        pass(Duration.ofMillis(1_999));
        tick();
        assertThat(read(0, 5)).isZero();
        pass(Duration.ofMillis(1));
        tick();
        assertThat(read(0, 5)).isEqualTo(5);
        assertThat(guarded(0, 5)).isEqualTo(5);
    }

    @Test
    void thoseWhoHaveWaitedLongAreNotReadAllAtOnce() {
        admission = admission(100);
        port = port();
        IntStream.range(0, 10).forEach(i -> admission.entering());
        come(0, 30);
        pass(Duration.ofSeconds(2));
        tick();
        assertThat(read(0, 30)).isEqualTo(OVERDUE);
        tick();
        assertThat(read(0, 30)).isEqualTo(30);
    }

    @Test
    void aStoppingProcessLetsNobodyWait() {
        comeAndAreLetIn(0, BURST);
        come(BURST, 10);
        admission.drain();
        tick();
        assertThat(read(BURST, 10)).isEqualTo(10 - BURST);
    }

    @Test
    void itTicksWhileSomebodyWaitsAndNoLonger() {
        comeAndAreLetIn(0, BURST);
        come(BURST, BURST + 2);
        assertThat(ticks()).isTrue();
        tick();
        assertThat(ticks()).isTrue();
        pass(Duration.ofSeconds(1));
        tick();
        assertThat(read(BURST, BURST + 2)).isEqualTo(2);
        assertThat(ticks()).isFalse();
        come(BURST + 2, 2 * BURST + 2);
        assertThat(ticks()).isTrue();
    }

    @Test
    void whoWaitsAtAPortThatIsClosedIsHungUpOn() {
        comeAndAreLetIn(0, BURST);
        come(BURST, 40);
        port.close().syncUninterruptibly();
        assertThat(crowd.subList(0, BURST)).allMatch(Channel::isOpen);
        assertThat(crowd.subList(BURST, 40)).noneMatch(Channel::isOpen);
        tick();
        assertThat(read(BURST, 40)).isZero();
    }

    /** A crowd begins with a tenth of what is allowed. */
    private Admission admission(int perSecond) {
        AdmissionConfig config = new AdmissionConfig(10 * perSecond, 2 * BURST, Duration.ofSeconds(2), 10, 1_000, 0);
        return new Admission(config, () -> now);
    }

    private EmbeddedChannel port() {
        EmbeddedChannel fresh = new EmbeddedChannel(new WaitingRoom(admission, Clock.systemUTC(), () -> now));
        fresh.freezeTime();
        return fresh;
    }

    private void tick() {
        port.advanceTimeBy(5, TimeUnit.MILLISECONDS);
        port.runScheduledPendingTasks();
    }

    private boolean ticks() {
        return port.runScheduledPendingTasks() >= 0;
    }

    private long guarded(int from, int to) {
        return crowd.subList(from, to).stream()
                .filter(channel -> channel.pipeline().get(TurnAway.class) != null)
                .count();
    }

    private void come(int from, int to) {
        crowd.subList(from, to).forEach(port::writeInbound);
    }

    private void comeAndAreLetIn(int from, int to) {
        crowd.subList(from, to).forEach(channel -> {
            port.writeInbound(channel);
            admission.admit();
        });
    }

    /** How many of them have been given to an event loop. */
    private long read(int from, int to) {
        for (Channel next = port.readInbound(); next != null; next = port.readInbound()) {
            served.add(next);
        }
        return crowd.subList(from, to).stream().filter(served::contains).count();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
