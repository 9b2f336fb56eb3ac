package io.devthread.realtime.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.delivery.DeliveryApi;
import io.devthread.realtime.delivery.DeliveryApi.LoggedEvent;
import io.devthread.realtime.delivery.DeliveryApi.WaitingEvent;
import io.devthread.realtime.delivery.Resumption.Reason;
import io.devthread.realtime.gateway.trace.Trace.Recipient;
import io.devthread.realtime.gateway.trace.Trace.Step;
import io.devthread.realtime.gateway.trace.TraceApi.Connected;
import io.devthread.realtime.gateway.trace.TraceApi.Kind;
import io.devthread.realtime.gateway.trace.TraceApi.Seen;
import io.devthread.realtime.gateway.trace.TraceApi.Sighting;
import io.devthread.realtime.messaging.MessagingApi.TracedMessage;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.MessageId;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.TracedNotification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is known, and the sentence that follows: also of moments that a test from outside can't hold still. */
class VerdictsTest {
    private static final Instant SENT = Instant.parse("2026-01-01T12:00:00Z");
    private static final NodeId NODE = NodeId.next();
    private static final String EPOCH = "e1";
    private static final long SEQ = 7;

    private final UserId alice = new UserId(Ids.next());
    private final UserId bob = new UserId(Ids.next());
    private final UUID event = Ids.next();
    private final UUID socket = Ids.next();
    private final List<Sighting> sightings = new ArrayList<>();
    private final List<Connected> connections = new ArrayList<>();
    private long startedAfter = 0;
    private Optional<Instant> read = Optional.empty();
    private boolean isReadShown = true;

    @Test
    void whatStandsInTheOutboxWaits() {
        var waiting = new DeliveryApi.Traced(
                Optional.empty(), 0, List.of(), List.of(), List.of(new WaitingEvent(event, SENT)));
        assertThat(verdict(waiting).outcome()).isEqualTo(Verdict.WAITING);
    }

    /** Its row is about to go. */
    @Test
    void whatIsLoggedDoesNotWaitThoughItsRowStandsStill() {
        DeliveryApi.Traced log = log(List.of(brought()), List.of(new WaitingEvent(event, SENT)));
        assertThat(verdict(log).outcome()).isEqualTo(Verdict.OFFLINE);
    }

    @Test
    void whatIsInNoLogAndNoOutboxHasLeftTheLog() {
        var none = new DeliveryApi.Traced(Optional.of(new Position(EPOCH, 500)), 401, List.of(), List.of(), List.of());
        assertThat(verdict(none).outcome()).isEqualTo(Verdict.LEFT_LOG);
    }

    @Test
    void whoIsConnectedAndHasNotGotItIsBehind() {
        connected(SEQ - 1, Optional.empty());
        assertThat(verdict(logged()).outcome()).isEqualTo(Verdict.BEHIND);
    }

    @Test
    void whoReadsTooSlowlyIsASlowConsumerWhileStillConnected() {
        connected(SEQ - 1, Optional.empty());
        seen(Kind.HELD, SEQ - 1, 1);
        assertThat(verdict(logged()).outcome()).isEqualTo(Verdict.SLOW_CONSUMER);
    }

    /** The ring has forgotten all of it: positions still tell. */
    @Test
    void positionsTellWhatNobodyRemembers() {
        connected(SEQ + 3, Optional.empty());
        assertThat(verdict(logged()).outcome()).isEqualTo(Verdict.WRITTEN);
        connections.clear();
        connected(SEQ + 3, Optional.of(SEQ));
        assertThat(verdict(logged()).outcome()).isEqualTo(Verdict.ACKNOWLEDGED);
        assertThat(steps(logged()))
                .filteredOn(step -> step.step().equals("written"))
                .allMatch(step -> step.at().isEmpty());
    }

    /** It stands beyond the event because it began there. */
    @Test
    void whoWasToldToReloadHasNotBeenWrittenWhatCameBefore() {
        startedAfter = SEQ;
        connected(SEQ, Optional.empty());
        seen(Kind.RESET, SEQ, 5);
        assertThat(verdict(logged()).outcome()).isEqualTo(Verdict.RESET);
    }

    @Test
    void aPositionOfAnotherEpochTellsNothing() {
        connected(SEQ + 3, Optional.of(SEQ), "another");
        assertThat(verdict(logged()).outcome()).isEqualTo(Verdict.BEHIND);
    }

    @Test
    void aConnectionThatEndedBeforeItConfirmedIsNamedWithItsCode() {
        written(1);
        seen(Kind.CLOSED, 4009, 2);
        Recipient verdict = verdict(logged());
        assertThat(verdict.outcome()).isEqualTo(Verdict.WRITTEN);
        assertThat(verdict.verdict()).contains("4009");
    }

    @Test
    void aConfirmationOfSomethingOlderIsNone() {
        written(1);
        seen(Kind.CONFIRMED, SEQ - 1, 2);
        assertThat(verdict(logged()).outcome()).isEqualTo(Verdict.WRITTEN);
        seen(Kind.CONFIRMED, SEQ + 1, 3);
        assertThat(verdict(logged()).outcome()).isEqualTo(Verdict.ACKNOWLEDGED);
    }

    @Test
    void whoStartedAfreshSinceLoadsItOverHttp() {
        seen(Kind.STARTED, SEQ, 60);
        assertThat(verdict(logged()).verdict()).contains("afresh");
    }

    @Test
    void whatWaitsForItsTurnIsPacedAndWhatWasTakenBackBeforeItWithdrawn() {
        assertThat(notification(true, Optional.of(SENT.plusSeconds(1))).outcome())
                .isEqualTo(Verdict.PACED);
        assertThat(notification(true, Optional.empty()).outcome()).isEqualTo(Verdict.WITHDRAWN);
    }

    @Test
    void stepsStandInTheOrderOfTheirTimes() {
        seen(Kind.CONFIRMED, SEQ, 3);
        written(1);
        seen(Kind.CLOSED, 4012, 4);
        assertThat(steps(logged()))
                .filteredOn(step -> step.userId().equals(Optional.of(bob)))
                .extracting(Step::step)
                .containsExactly("logged", "woken", "written", "acknowledged", "closed");
    }

    @Test
    void whatBecameOfItLaterStandsAmongTheStepsAndIsNotWhatTheVerdictIsAbout() {
        var deleted = new LoggedEvent(
                Ids.next(), "message_deleted", SEQ + 1, SENT.plusSeconds(9), Optional.empty(), Optional.empty());
        DeliveryApi.Traced log = log(List.of(brought(), deleted), List.of());
        written(1);
        assertThat(verdict(log).outcome()).isEqualTo(Verdict.WRITTEN);
        assertThat(steps(log))
                .filteredOn(
                        step -> step.step().equals("logged") && step.userId().equals(Optional.of(bob)))
                .extracting(Step::detail)
                .containsExactly("new_message " + event, "message_deleted " + deleted.id());
    }

    @Test
    void anEditThatWaitsDoesNotMeanThatTheMessageDoes() {
        DeliveryApi.Traced log = log(List.of(brought()), List.of(new WaitingEvent(Ids.next(), SENT.plusSeconds(9))));
        assertThat(verdict(log).outcome()).isEqualTo(Verdict.OFFLINE);
        assertThat(steps(log)).extracting(Step::step).contains("waiting");
    }

    @Test
    void aReadThatItsSenderIsNotShownSaysSo() {
        read = Optional.of(SENT.plusSeconds(5));
        assertThat(detail("read")).isEmpty();
        isReadShown = false;
        assertThat(detail("read")).contains("not shown");
    }

    @ParameterizedTest
    @EnumSource
    void aResetSaysWhy(Reason reason) {
        seen(Kind.RESET, SEQ, 5);
        String withoutReason = detail("reset");
        sightings.clear();
        sightings.add(new Sighting(
                Kind.RESET, Optional.empty(), bob, Optional.of(socket), SEQ, SENT.plusSeconds(5), Optional.of(reason)));
        assertThat(detail("reset")).isNotEqualTo(withoutReason).contains("reloads over HTTP");
    }

    private String detail(String step) {
        return steps(logged()).stream()
                .filter(one -> one.step().equals(step))
                .findFirst()
                .orElseThrow()
                .detail();
    }

    private Recipient verdict(DeliveryApi.Traced log) {
        return trace(message(), log).recipients().stream()
                .filter(recipient -> recipient.userId().equals(bob))
                .findFirst()
                .orElseThrow();
    }

    private List<Step> steps(DeliveryApi.Traced log) {
        return trace(message(), log).steps();
    }

    private Trace trace(Subject subject, DeliveryApi.Traced log) {
        Seen seen = new Seen(NODE, SENT.minusSeconds(60), sightings, connections);
        return new Story(subject, Map.of(alice, log, bob, log), List.of(seen)).told(event, List.of(), SENT);
    }

    private Recipient notification(boolean neverTold, Optional<Instant> dueAt) {
        var notification =
                new TracedNotification(event, bob, "like", SENT, SENT, Optional.empty(), false, neverTold, dueAt);
        var none = new DeliveryApi.Traced(Optional.empty(), 0, List.of(), List.of(), List.of());
        return trace(new Subject.Told(Optional.empty(), Optional.of(notification)), none)
                .recipients()
                .getFirst();
    }

    private Subject message() {
        return new Subject.Message(new TracedMessage(
                new MessageId(Ids.next()),
                event,
                new ConversationId(Ids.next()),
                1,
                alice,
                bob,
                SENT,
                false,
                read,
                Optional.of(isReadShown),
                Optional.empty(),
                Optional.empty(),
                false));
    }

    private DeliveryApi.Traced logged() {
        return log(List.of(brought()), List.of());
    }

    private LoggedEvent brought() {
        return new LoggedEvent(event, "new_message", SEQ, SENT, Optional.empty(), Optional.empty());
    }

    private static DeliveryApi.Traced log(List<LoggedEvent> logged, List<WaitingEvent> waiting) {
        return new DeliveryApi.Traced(Optional.of(new Position(EPOCH, SEQ)), 1, List.of(), logged, waiting);
    }

    private void written(int second) {
        sightings.add(sighting(Kind.WOKEN, Optional.of(event), Optional.empty(), SEQ, second));
        sightings.add(sighting(Kind.WRITTEN, Optional.of(event), Optional.of(socket), SEQ, second));
    }

    private void seen(Kind kind, long number, int second) {
        sightings.add(sighting(kind, Optional.empty(), Optional.of(socket), number, second));
    }

    private Sighting sighting(Kind kind, Optional<UUID> of, Optional<UUID> connection, long number, int second) {
        return new Sighting(kind, of, bob, connection, number, SENT.plusSeconds(second));
    }

    private void connected(long seq, Optional<Long> acknowledged) {
        connected(seq, acknowledged, EPOCH);
    }

    private void connected(long seq, Optional<Long> acknowledged, String epoch) {
        connections.add(new Connected(
                socket.toString(),
                bob,
                NODE,
                "websocket",
                SENT,
                SENT,
                "",
                List.of(),
                Optional.of(epoch),
                Optional.of(startedAfter),
                Optional.of(seq),
                acknowledged,
                0));
    }
}
