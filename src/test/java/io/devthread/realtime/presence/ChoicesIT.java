package io.devthread.realtime.presence;

import static io.devthread.realtime.presence.PresenceApi.Activity.ACTIVE;
import static io.devthread.realtime.presence.PresenceApi.Activity.GONE;
import static io.devthread.realtime.presence.PresenceApi.Activity.IDLE;
import static io.devthread.realtime.presence.PresenceApi.Activity.POLLING;
import static io.devthread.realtime.presence.Stage.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.Logs;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.presence.PresenceApi.Activity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person chooses, and what follows from it and the connections together. */
class ChoicesIT {
    private static Stage stage;
    private static NodeId node;
    private static NodeId other;
    private final UserId alice = Stage.user();

    @BeforeAll
    static void open() {
        stage = new Stage();
        node = stage.node();
        other = stage.node();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    /** The whole table: two devices, a choice, the setting; then what the person's devices and what others see. */
    @ParameterizedTest
    @CsvSource({
        // one,    other,   chosen,  shows, own,     shown
        "ACTIVE,          , online,  true,  online,  online",
        "IDLE,            , online,  true,  away,    away",
        "POLLING,         , online,  true,  online,  online",
        "ACTIVE,  IDLE,     online,  true,  online,  online",
        "IDLE,    ACTIVE,   online,  true,  online,  online",
        "IDLE,    POLLING,  online,  true,  online,  online",
        "IDLE,    IDLE,     online,  true,  away,    away",
        "GONE,    IDLE,     online,  true,  away,    away",
        "GONE,            , online,  true,  offline, offline",
        "      ,          , online,  true,  offline, offline",
        "ACTIVE,          , away,    true,  away,    away",
        "IDLE,            , away,    true,  away,    away",
        "ACTIVE,          , busy,    true,  busy,    busy",
        "IDLE,    IDLE,     busy,    true,  busy,    busy",
        "POLLING,         , busy,    true,  busy,    busy",
        "      ,          , away,    true,  offline, offline",
        "      ,          , busy,    true,  offline, offline",
        "ACTIVE,          , offline, true,  offline, offline",
        "IDLE,    POLLING,  offline, true,  offline, offline",
        "      ,          , offline, true,  offline, offline",
        "ACTIVE,          , online,  false, online,  offline",
        "IDLE,            , online,  false, away,    offline",
        "ACTIVE,          , busy,    false, busy,    offline",
        "ACTIVE,          , offline, false, offline, offline",
        "      ,          , online,  false, offline, offline",
    })
    void status(Activity one, Activity another, String chosen, boolean shows, String own, String shown) {
        if (one != null) {
            stage.report(node, alice, one);
        }
        if (another != null) {
            stage.report(other, alice, another);
        }
        stage.choose(alice, chosen);
        stage.showPresence(alice, shows);

        assertThat(stage.own(alice).status()).as("own").isEqualTo(own);
        assertThat(stage.status(alice)).as("shown").isEqualTo(shown);
    }

    @Test
    void aChoiceOutlivesConnectionsAndRedis() {
        stage.report(node, alice, ACTIVE);
        stage.choose(alice, "busy");
        stage.report(node, alice, GONE);
        stage.pass(Duration.ofSeconds(6));
        assertThat(stage.status(alice)).isEqualTo("offline");

        stage.report(node, alice, ACTIVE);
        assertThat(stage.status(alice)).isEqualTo("busy");

        stage.redis("FLUSHDB");
        stage.revive(node);
        stage.revive(other);
        stage.report(node, alice, ACTIVE);
        assertThat(stage.status(alice)).isEqualTo("busy");

        stage.choose(alice, "online");
        assertThat(stage.status(alice)).isEqualTo("online");
    }

    @Test
    void whoAppearsOfflineWasLastSeenWhenItBegan() {
        stage.report(node, alice, ACTIVE);
        stage.pass(Duration.ofSeconds(10));
        var began = stage.clock.instant();

        stage.choose(alice, "offline");
        stage.pass(Duration.ofMinutes(5));
        stage.report(node, alice, GONE);
        stage.pass(Duration.ofSeconds(10));

        assertThat(stage.first().announced(alice)).containsExactly("online", "offline");
        assertThat(stage.shown(alice).lastSeen()).contains(began);
        assertThat(stage.stored(alice)).contains(began);
    }

    @Test
    void connectingWhileAppearingOfflineTellsNobody() {
        stage.choose(alice, "offline");
        stage.report(node, alice, ACTIVE);
        stage.pass(Duration.ofMinutes(2));

        assertThat(stage.first().announced(alice)).isEmpty();
        assertThat(stage.stored(alice)).isEmpty();
    }

    @Test
    void lastSeenIsStoredOnceAMinuteAndAtTheEnd() {
        stage.report(node, alice, ACTIVE);
        stage.pass(SECOND);
        var first = stage.stored(alice).orElseThrow();

        stage.pass(Duration.ofSeconds(57));
        assertThat(stage.stored(alice)).contains(first);

        stage.pass(Duration.ofSeconds(4));
        assertThat(stage.stored(alice).orElseThrow()).isAfterOrEqualTo(first.plusSeconds(60));

        stage.report(node, alice, GONE);
        var end = stage.clock.instant();
        stage.pass(Duration.ofSeconds(6));
        assertThat(stage.stored(alice)).contains(end);
    }

    /** The hint of a change may be lost, and a process may die between PostgreSQL and Redis. */
    @Test
    void refreshReadsWhatWasChosenAgain() {
        stage.report(node, alice, ACTIVE);
        stage.postgres.query(
                "INSERT INTO settings (user_id, show_presence, updated_at) VALUES ($1, false, now())", alice.value());
        assertThat(stage.status(alice)).isEqualTo("online");

        stage.refresh(node, List.of(Logs.bucket(alice)), Map.of(alice, ACTIVE));

        assertThat(stage.status(alice)).isEqualTo("offline");
    }

    @Test
    void whatWasReadBeforeAChoiceDoesNotOverwriteIt() {
        stage.report(node, alice, IDLE);
        PresenceStore store = new PresenceStore(stage.postgres);
        List<Choice> stale = store.choices(List.of(alice));
        stage.choose(alice, "busy");

        stage.first().state().choose(stage.first().leases().view(), stale).await();

        assertThat(stage.status(alice)).isEqualTo("busy");
    }

    @Test
    void whoPollsHasAChoiceToo() {
        stage.choose(alice, "away");
        stage.report(node, alice, POLLING);

        assertThat(stage.status(alice)).isEqualTo("away");
    }

    @Test
    void anUnknownStatusIsRefused() {
        assertThatThrownBy(() -> stage.choose(alice, "invisible"))
                .isInstanceOf(Refusal.class)
                .hasMessage("status must be online, away, busy or offline");
        assertThatThrownBy(() -> stage.choose(alice, null)).isInstanceOf(Refusal.class);
    }
}
