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
import io.devthread.realtime.presence.PresenceApi.Report;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From connections to a status. */
class ConnectionsIT {
    private final UserId alice = Stage.user();
    private Stage stage;
    private NodeId node;
    private NodeId other;

    @BeforeEach
    void open() {
        stage = new Stage();
        node = stage.node();
        other = stage.node();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void onlineWithTheFirstConnectionAndToldWithinASecond() {
        assertThat(stage.status(alice)).isEqualTo("offline");

        stage.report(node, alice, ACTIVE);

        assertThat(stage.status(alice)).isEqualTo("online");
        stage.pass(SECOND);
        assertThat(stage.first().announced(alice)).containsExactly("online");
    }

    @Test
    void offlineFiveSecondsAfterTheLastConnection() {
        stage.report(node, alice, ACTIVE);
        stage.report(other, alice, ACTIVE);
        stage.pass(SECOND);

        stage.report(node, alice, GONE);
        stage.pass(Duration.ofSeconds(20));
        assertThat(stage.status(alice)).isEqualTo("online");

        stage.report(other, alice, GONE);
        var gone = stage.clock.instant();
        stage.pass(Duration.ofMillis(4_999));
        assertThat(stage.status(alice)).isEqualTo("online");
        stage.pass(Duration.ofMillis(1));

        assertThat(stage.status(alice)).isEqualTo("offline");
        assertThat(stage.shown(alice).lastSeen()).contains(gone);
        assertThat(stage.first().announced(alice)).containsExactly("online", "offline");
    }

    @Test
    void whoComesBackWithinTheDebounceIsNotAnnounced() {
        stage.report(node, alice, ACTIVE);
        stage.pass(SECOND);

        stage.report(node, alice, GONE);
        stage.pass(Duration.ofSeconds(3));
        stage.report(other, alice, ACTIVE);
        stage.pass(Duration.ofSeconds(60));

        assertThat(stage.first().announced(alice)).containsExactly("online");
    }

    @Test
    void pollingCountsFifteenSeconds() {
        stage.report(node, alice, POLLING);
        stage.pass(Duration.ofSeconds(14));
        stage.report(other, alice, POLLING);
        stage.pass(Duration.ofSeconds(14));
        assertThat(stage.status(alice)).isEqualTo("online");

        stage.pass(SECOND);

        assertThat(stage.status(alice)).isEqualTo("offline");
        assertThat(stage.first().announced(alice)).containsExactly("online", "offline");
    }

    @Test
    void aPollHasItsTimeThoughAConnectionBesideItGoes() {
        stage.report(node, alice, POLLING);
        stage.report(node, alice, ACTIVE);
        stage.pass(SECOND);
        stage.report(node, alice, GONE);
        stage.pass(Duration.ofSeconds(13));
        assertThat(stage.status(alice)).isEqualTo("online");
        stage.pass(SECOND);
        assertThat(stage.status(alice)).isEqualTo("offline");
    }

    @Test
    void aConnectionStaysThoughThePollBesideItEnds() {
        stage.report(node, alice, IDLE);
        stage.report(node, alice, POLLING);
        assertThat(stage.status(alice)).isEqualTo("online");
        stage.pass(Duration.ofSeconds(16));
        assertThat(stage.status(alice)).isEqualTo("away");
        stage.report(node, alice, GONE);
        stage.pass(Duration.ofSeconds(5));
        assertThat(stage.status(alice)).isEqualTo("offline");
    }

    @Test
    void theMostAvailableDeviceWins() {
        stage.report(node, alice, IDLE);
        assertThat(stage.status(alice)).isEqualTo("away");

        stage.report(other, alice, ACTIVE);
        assertThat(stage.status(alice)).isEqualTo("online");

        stage.report(other, alice, IDLE);
        assertThat(stage.status(alice)).isEqualTo("away");
    }

    @Test
    void reportsThatOvertookEachOtherCountInTheOrderTheyWereMade() {
        long first = stage.nextNumber();
        long second = stage.nextNumber();
        stage.report(stage.first(), node, second, alice, GONE);
        stage.report(stage.first(), node, first, alice, ACTIVE);

        assertThat(stage.status(alice)).isEqualTo("offline");

        stage.report(node, alice, ACTIVE);
        assertThat(stage.status(alice)).isEqualTo("online");
    }

    @Test
    void usersOfADeadNodeAreOfflineOrOnlineElsewhereWithinThirtySeconds() {
        List<UserId> users = IntStream.range(0, 600).mapToObj(i -> Stage.user()).toList();
        users.forEach(user -> stage.report(node, user, ACTIVE));
        stage.report(other, users.get(7), ACTIVE);
        stage.pass(SECOND);

        stage.kill(node);
        // Its lease runs out 10 s after its death.
        stage.pass(Duration.ofSeconds(10));

        assertThat(users)
                .filteredOn(user -> !stage.status(user).equals("offline"))
                .containsExactly(users.get(7));
        assertThat(stage.first().announced(users.get(7))).containsExactly("online");
        assertThat(stage.first().announced(users.get(8))).containsExactly("online", "offline");
        assertThat(stage.first()
                        .metrics()
                        .counter("devthread.presence.lease.misses")
                        .count())
                .isEqualTo(600);
    }

    @Test
    void aNodeThatEndsInAnOrderlyWayCostsNobodyTheirPresence() {
        stage.report(node, alice, ACTIVE);
        stage.pass(SECOND);

        stage.kill(node);
        stage.pass(Duration.ofSeconds(3));
        stage.report(other, alice, ACTIVE);
        stage.pass(Duration.ofSeconds(30));

        assertThat(stage.first().announced(alice)).containsExactly("online");
    }

    @Test
    void aPausedNodeDoesNotBringItsUsersBackByWakingUp() {
        stage.report(node, alice, ACTIVE);
        stage.kill(node);
        stage.pass(Duration.ofSeconds(10));
        assertThat(stage.status(alice)).isEqualTo("offline");

        assertThatThrownBy(() -> stage.report(node, alice, ACTIVE))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("lease");
        stage.revive(node);
        stage.pass(Duration.ofSeconds(10));

        assertThat(stage.status(alice)).isEqualTo("offline");
        stage.report(node, alice, ACTIVE);
        assertThat(stage.status(alice)).isEqualTo("online");
    }

    /** Others may still have the list of live nodes from before it. */
    @Test
    void whatANewNodeReportsIsNotTakenForVoid() {
        Stage.Process second = stage.process();
        NodeId fresh = NodeId.next();
        stage.redis("ZADD", "leases", "99999999999999", fresh);
        stage.report(fresh, alice, ACTIVE);

        assertThat(second.leases().view().live()).doesNotContain(fresh);
        assertThat(second.state()
                        .look(second.leases().view(), List.of(alice))
                        .await()
                        .get(alice)
                        .shown())
                .isEqualTo("online");
        stage.pass(Duration.ofSeconds(30));
        assertThat(stage.status(alice)).isEqualTo("online");
    }

    @Test
    void refreshHealsBothWhoIsMissingAndWhoIsAGhost() {
        UserId ghost = new UserId(new UUID(1, 7));
        UserId missing = new UserId(new UUID(2, 7));
        UserId elsewhere = new UserId(new UUID(3, 8));
        stage.report(node, ghost, ACTIVE);
        stage.report(node, elsewhere, ACTIVE);

        stage.refresh(node, List.of(Logs.bucket(missing)), Map.of(missing, IDLE));
        stage.pass(Duration.ofSeconds(6));

        assertThat(stage.status(ghost)).isEqualTo("offline");
        assertThat(stage.status(missing)).isEqualTo("away");
        assertThat(stage.status(elsewhere)).isEqualTo("online");
    }

    @Test
    void emptyRedisHealsWithWhatGatewaysTell() {
        stage.report(node, alice, ACTIVE);
        stage.pass(SECOND);
        long version = stage.shown(alice).version();
        stage.redis("FLUSHDB");
        stage.revive(node);
        stage.pass(SECOND);
        assertThat(stage.status(alice)).isEqualTo("offline");

        stage.refresh(node, List.of(Logs.bucket(alice)), Map.of(alice, ACTIVE));

        assertThat(stage.status(alice)).isEqualTo("online");
        assertThat(stage.shown(alice).version()).isGreaterThan(version);
    }

    @Test
    void aProcessThatWasPausedDoesNotActOnWhatItKnew() {
        stage.report(node, alice, ACTIVE);
        stage.clock.advance(Duration.ofSeconds(4));

        assertThatThrownBy(() -> stage.report(node, alice, GONE)).isInstanceOf(Refusal.class);

        stage.pass(SECOND);
        stage.report(node, alice, GONE);
    }

    @Test
    void manyUsersTravelInOneReport() {
        List<UserId> users =
                IntStream.range(0, 2_000).mapToObj(i -> Stage.user()).toList();
        stage.first()
                .arrivals()
                .report(new Report(
                        node,
                        stage.nextNumber(),
                        users.stream()
                                .map(user -> new PresenceApi.Connected(user, ACTIVE))
                                .toList()));
        stage.pass(SECOND);

        assertThat(stage.first().published()).singleElement().satisfies(all -> assertThat(all)
                .hasSize(2_000));
        assertThat(stage.first()
                        .metrics()
                        .find("devthread.presence.users")
                        .gauge()
                        .value())
                .isEqualTo(2_000);
        assertThat(stage.first()
                        .metrics()
                        .counter("devthread.presence.connects")
                        .count())
                .isEqualTo(2_000);
    }
}
