package io.devthread.realtime.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.delivery.Resumption.Reason;
import io.devthread.realtime.gateway.trace.TraceApi.Kind;
import io.devthread.realtime.gateway.trace.TraceApi.Look;
import io.devthread.realtime.gateway.trace.TraceApi.Sighting;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.SetClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TraceRingTest {
    private final SetClock clock = new SetClock();
    private final UserId alice = new UserId(Ids.next());
    private final UUID socket = Ids.next();
    private final UUID event = Ids.next();

    @Test
    void aStepComesBackAsItWas() {
        TraceRing ring = new TraceRing(4, clock);
        ring.ofEvent(Kind.WRITTEN, event, alice, socket, 17);
        ring.ofConnection(Kind.CLOSED, alice, socket, 4008);
        Instant now = clock.instant();
        assertThat(look(ring))
                .containsExactly(
                        new Sighting(Kind.WRITTEN, Optional.of(event), alice, Optional.of(socket), 17, now),
                        new Sighting(Kind.CLOSED, Optional.empty(), alice, Optional.of(socket), 4008, now));
    }

    @ParameterizedTest
    @EnumSource
    void aResetComesBackWithItsReason(Reason reason) {
        TraceRing ring = new TraceRing(4, clock);
        ring.ofReset(reason, alice, socket, 17);
        assertThat(look(ring))
                .containsExactly(new Sighting(
                        Kind.RESET,
                        Optional.empty(),
                        alice,
                        Optional.of(socket),
                        17,
                        clock.instant(),
                        Optional.of(reason)));
    }

    @Test
    void theNewestOverwriteTheOldestAndTheRingSaysHowFarItRemembers() {
        TraceRing ring = new TraceRing(3, clock);
        Instant begun = clock.instant();
        assertThat(ring.remembersSince()).isEqualTo(begun);
        IntStream.rangeClosed(1, 5).forEach(seq -> {
            clock.advance(Duration.ofSeconds(1));
            ring.ofEvent(Kind.WRITTEN, event, alice, socket, seq);
        });
        assertThat(look(ring)).extracting(Sighting::number).containsExactly(3L, 4L, 5L);
        assertThat(ring.remembersSince()).isEqualTo(begun.plusSeconds(3));
    }

    @Test
    void afterADayAStepIsForgotten() {
        TraceRing ring = new TraceRing(10, clock);
        ring.ofEvent(Kind.WRITTEN, event, alice, socket, 1);
        clock.advance(Duration.ofHours(25));
        ring.ofEvent(Kind.WRITTEN, event, alice, socket, 2);
        assertThat(look(ring)).extracting(Sighting::number).containsExactly(2L);
        assertThat(ring.remembersSince()).isEqualTo(clock.instant().minus(TraceRing.KEPT));
    }

    @Test
    void ofOthersNothingIsTold() {
        TraceRing ring = new TraceRing(10, clock);
        ring.ofEvent(Kind.WRITTEN, Ids.next(), alice, socket, 1);
        ring.ofConnection(Kind.CONFIRMED, new UserId(Ids.next()), socket, 1);
        assertThat(look(ring)).isEmpty();
    }

    /** The newest of it. */
    @Test
    void theHistoryOfConnectionsIsWithoutEventsAndConfirmations() {
        TraceRing ring = new TraceRing(4 * TraceRing.MOST, clock);
        ring.ofConnection(Kind.STARTED, alice, socket, 0);
        IntStream.range(0, TraceRing.MOST).forEach(i -> ring.ofConnection(Kind.CLOSED, alice, socket, 4_008));
        ring.ofEvent(Kind.WRITTEN, event, alice, socket, 17);
        ring.ofConnection(Kind.CONFIRMED, alice, socket, 17);
        ring.ofConnection(Kind.RESUMED, alice, socket, 17);
        List<Sighting> history = ring.look(new Look(List.of(), List.of(alice), Instant.EPOCH));
        assertThat(history).hasSize(TraceRing.MOST);
        assertThat(history.getLast().kind()).isEqualTo(Kind.RESUMED);
        assertThat(history).extracting(Sighting::kind).doesNotContain(Kind.STARTED, Kind.WRITTEN, Kind.CONFIRMED);
    }

    @Test
    void whatIsSwitchedOffRemembersNothing() {
        TraceRing ring = new TraceRing(0, clock);
        ring.ofEvent(Kind.WRITTEN, event, alice, socket, 1);
        assertThat(look(ring)).isEmpty();
    }

    /** More than one chunk, while somebody writes on. */
    @Test
    void aLookThroughALargeRingFindsAllOfIt() {
        TraceRing ring = new TraceRing(20_000, clock);
        ring.ofEvent(Kind.WOKEN, event, alice, socket, 1);
        IntStream.range(0, 15_000).forEach(i -> ring.ofEvent(Kind.WRITTEN, Ids.next(), alice, socket, i));
        ring.ofEvent(Kind.WRITTEN, event, alice, socket, 2);
        assertThat(look(ring)).extracting(Sighting::kind).containsExactly(Kind.WOKEN, Kind.WRITTEN);
    }

    private List<Sighting> look(TraceRing ring) {
        return ring.look(new Look(List.of(event), List.of(alice), Instant.EPOCH));
    }
}
