package io.devthread.realtime.typing;

import static io.devthread.realtime.typing.Stage.LAPTOP;
import static io.devthread.realtime.typing.Stage.PHONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.DeliveryApi.EphemeralFrame;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.privacy.PrivacyApi;
import io.devthread.realtime.typing.TypingApi.Noted;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules, with real stores and a clock that moves only when it is told to. */
class TypingIT {
    private static final Duration ALMOST_TWO_SECONDS = Duration.ofMillis(1_999);
    private static final Duration ALMOST_FIVE_SECONDS = Duration.ofMillis(4_999);
    private static final Duration A_MOMENT = Duration.ofMillis(1);

    private Stage stage;

    @BeforeEach
    void open() {
        stage = new Stage();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void thePartnerIsToldWhoTypesWhere() {
        stage.start(stage.one, PHONE);

        EphemeralFrame told = stage.told.getFirst();
        JsonNode frame = Json.read("{" + told.body(), JsonNode.class);
        assertThat(told.user()).isEqualTo(stage.bob);
        assertThat(told.channel()).isEqualTo("conversation:" + stage.conversation);
        assertThat(frame.path("type").asText()).isEqualTo("typing");
        assertThat(frame.path("event").asText()).isEqualTo("typing_start");
        assertThat(frame.path("channel").asText()).isEqualTo(told.channel());
        assertThat(frame.path("data"))
                .isEqualTo(Json.object()
                        .put("conversation_id", stage.conversation.toString())
                        .put("user_id", stage.alice.toString())
                        .put("username", "alice"));
    }

    @Test
    void aStartGoesOutEveryTwoSecondsAtMostOverAllConnectionsAndProcesses() {
        assertThat(stage.start(stage.one, PHONE)).isTrue();
        assertThat(stage.start(stage.one, PHONE)).isFalse();
        assertThat(stage.start(stage.two, LAPTOP)).isFalse();
        stage.clock.advance(ALMOST_TWO_SECONDS);
        assertThat(stage.start(stage.two, PHONE)).isFalse();
        stage.clock.advance(A_MOMENT);
        assertThat(stage.start(stage.two, PHONE)).isTrue();
        assertThat(stage.events()).containsExactly("typing_start", "typing_start");
    }

    @Test
    void ofManyStartsAtTheSameMomentOneGoesOut() {
        long out = IntStream.range(0, 40)
                .parallel()
                .filter(i -> stage.start(i % 2 == 0 ? stage.one : stage.two, "c" + i))
                .count();

        assertThat(out).isEqualTo(1);
        assertThat(stage.events()).containsExactly("typing_start");
    }

    @Test
    void aStopDoesNotOpenTheWayForAnEarlierStart() {
        stage.start(stage.one, PHONE);
        assertThat(stage.stop(stage.one, PHONE)).isTrue();
        assertThat(stage.start(stage.one, PHONE)).isFalse();
        stage.clock.advance(Duration.ofSeconds(2));
        assertThat(stage.start(stage.one, PHONE)).isTrue();
        assertThat(stage.events()).containsExactly("typing_start", "typing_stop", "typing_start");
    }

    @Test
    void whoDoesNotGoOnIsClearedAfterFiveSeconds() {
        stage.start(stage.one, PHONE);
        stage.clock.advance(ALMOST_FIVE_SECONDS);
        stage.clear();
        assertThat(stage.events()).containsExactly("typing_start");
        stage.clock.advance(A_MOMENT);
        stage.clear();
        stage.clock.advance(Duration.ofSeconds(10));
        stage.clear();
        assertThat(stage.events()).containsExactly("typing_start", "typing_stop");
    }

    @Test
    void aStartThatDidNotGoOutCountsAsTypingToo() {
        stage.start(stage.one, PHONE);
        stage.clock.advance(ALMOST_TWO_SECONDS);
        stage.start(stage.one, PHONE);
        stage.clock.advance(ALMOST_FIVE_SECONDS);
        stage.clear();
        assertThat(stage.events()).containsExactly("typing_start");
        stage.clock.advance(A_MOMENT);
        stage.clear();
        assertThat(stage.events()).containsExactly("typing_start", "typing_stop");
    }

    @Test
    void aProcessDoesNotClearWhoGoesOnOverAnother() {
        stage.start(stage.one, PHONE);
        stage.clock.advance(Duration.ofSeconds(4));
        stage.start(stage.two, PHONE);
        stage.clock.advance(Duration.ofSeconds(1));
        stage.clear();
        assertThat(stage.events()).containsExactly("typing_start", "typing_start");
        stage.clock.advance(Duration.ofSeconds(4));
        stage.clear();
        assertThat(stage.events()).containsExactly("typing_start", "typing_start", "typing_stop");
    }

    @Test
    void anyProcessThatHasHeardTheTypistClearsWhenTheOthersAreGone() {
        stage.start(stage.one, PHONE);
        stage.clock.advance(Duration.ofSeconds(4));
        stage.start(stage.two, PHONE);
        stage.clock.advance(Duration.ofSeconds(1));
        stage.one.clear().await();
        stage.clock.advance(Duration.ofSeconds(4));
        stage.one.clear().await();
        assertThat(stage.events()).containsExactly("typing_start", "typing_start", "typing_stop");
    }

    @Test
    void ofTwoProcessesThatClearAtTheSameMomentOneTells() {
        for (int round = 0; round < 20; round++) {
            stage.told.clear();
            stage.start(stage.one, PHONE);
            stage.start(stage.two, LAPTOP);
            stage.clock.advance(Duration.ofSeconds(5));
            Future.all(stage.one.clear(), stage.two.clear()).await();
            assertThat(stage.events()).containsExactly("typing_start", "typing_stop");
        }
    }

    @Test
    void aStopWithoutAStartIsNotTold() {
        assertThat(stage.stop(stage.one, PHONE)).isFalse();
        stage.start(stage.one, PHONE);
        assertThat(stage.stop(stage.two, PHONE)).isTrue();
        assertThat(stage.stop(stage.one, PHONE)).isFalse();
        stage.clock.advance(Duration.ofSeconds(5));
        stage.clear();
        assertThat(stage.events()).containsExactly("typing_start", "typing_stop");
    }

    @Test
    void oneDeviceThatStopsDoesNotHideThatTheOtherTypes() {
        stage.start(stage.one, PHONE);
        stage.start(stage.two, LAPTOP);
        assertThat(stage.stop(stage.one, PHONE)).isFalse();
        assertThat(stage.stop(stage.two, LAPTOP)).isTrue();
        assertThat(stage.events()).containsExactly("typing_start", "typing_stop");
    }

    @Test
    void aDeviceThatSaysNothingMoreIsNotWaitedForLongerThanFiveSeconds() {
        stage.start(stage.one, PHONE);
        stage.clock.advance(Duration.ofSeconds(3));
        stage.start(stage.one, LAPTOP);
        stage.clock.advance(Duration.ofSeconds(2));
        assertThat(stage.stop(stage.one, LAPTOP)).isTrue();
    }

    @Test
    void aMessageThatIsSentEndsItOnAllDevices() {
        stage.start(stage.one, PHONE);
        stage.start(stage.one, LAPTOP);
        assertThat(stage.stopAll(stage.two)).isTrue();
        assertThat(stage.events()).containsExactly("typing_start", "typing_stop");
    }

    @Test
    void whoTakesNoPartIsForbidden() {
        UserId carol = new UserId(Ids.next());
        ConversationId nowhere = new ConversationId(Ids.next());
        assertForbidden(() -> stage.one.start(new TypingApi.Start(carol, "carol", stage.conversation, PHONE)));
        assertForbidden(() -> stage.one.start(new TypingApi.Start(stage.alice, "alice", nowhere, PHONE)));
        assertForbidden(() -> stage.one.stop(new TypingApi.Stop(carol, "carol", stage.conversation, Optional.empty())));
        assertThat(stage.told).isEmpty();
        assertThat(stage.timesToLive()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoHasIndicatorsOffNeitherSendsNorReceivesThem(boolean typist) {
        switchOff(typist ? stage.alice : stage.bob);
        assertThat(stage.start(stage.one, PHONE)).isFalse();
        stage.clock.advance(Duration.ofSeconds(5));
        stage.clear();
        assertThat(stage.stop(stage.one, PHONE)).isFalse();
        assertThat(stage.told).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingPassesBetweenTwoOfWhomOneHasBlockedTheOther(boolean typist) {
        block(typist ? stage.alice : stage.bob, typist ? stage.bob : stage.alice);
        assertThat(stage.start(stage.one, PHONE)).isFalse();
        assertThat(stage.told).isEmpty();
    }

    @Test
    void whatIsSwitchedOffInTheMiddleGoesAtTheNextStartAtTheLatest() {
        stage.start(stage.one, PHONE);
        switchOff(stage.bob);
        stage.clock.advance(Duration.ofSeconds(2));
        assertThat(stage.start(stage.two, PHONE)).isFalse();
        stage.clock.advance(Duration.ofSeconds(2));
        assertThat(stage.start(stage.one, PHONE)).isFalse();
        assertThat(stage.events()).containsExactly("typing_start", "typing_stop");
    }

    @Test
    void aChangeThatIsToldTakesEffectAtOnceAndIsToldByOneProcess() {
        stage.start(stage.one, PHONE);
        stage.start(stage.two, LAPTOP);
        block(stage.bob, stage.alice);
        PrivacyApi.Changed changed = new PrivacyApi.Changed(stage.bob, Optional.of(stage.alice));
        stage.one.privacyChanged(changed);
        stage.two.privacyChanged(changed);
        assertThat(stage.events()).containsExactly("typing_start", "typing_stop");
    }

    @Test
    void aChangeThatDoesNotConcernItLeavesItAlone() {
        stage.start(stage.one, PHONE);
        stage.one.privacyChanged(new PrivacyApi.Changed(stage.bob, Optional.empty()));
        block(stage.bob, stage.alice);
        stage.one.privacyChanged(new PrivacyApi.Changed(stage.bob, Optional.of(new UserId(Ids.next()))));
        assertThat(stage.events()).containsExactly("typing_start");
    }

    @Test
    void switchedOnAgainItIsSeenAgain() {
        switchOff(stage.bob);
        stage.start(stage.one, PHONE);
        stage.postgres.query("DELETE FROM settings");
        stage.clock.advance(Duration.ofSeconds(2));
        assertThat(stage.start(stage.one, PHONE)).isTrue();
    }

    @Test
    void nothingIsKept() {
        stage.start(stage.one, PHONE);
        stage.start(stage.two, LAPTOP);
        stage.stop(stage.one, PHONE);
        assertThat(stage.timesToLive()).hasSize(1).allSatisfy(millis -> assertThat(millis)
                .isBetween(0L, 35_000L));
        assertThat(stage.postgres.query("SELECT 1 FROM outbox").size()).isZero();
    }

    private static void assertForbidden(Callable<Noted> command) {
        assertThatThrownBy(command::call).isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.failure())
                .isEqualTo(Failure.FORBIDDEN));
    }

    private void switchOff(UserId user) {
        stage.postgres.query(
                "INSERT INTO settings (user_id, typing_indicators, updated_at) VALUES ($1, false, now())",
                user.value());
    }

    private void block(UserId user, UserId blocked) {
        stage.postgres.query(
                "INSERT INTO blocks (user_id, blocked_id, blocked_at) VALUES ($1, $2, now())",
                user.value(),
                blocked.value());
    }
}
