package io.devthread.realtime.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.delivery.DeliveryApi.News;
import io.devthread.realtime.delivery.DeliveryApi.NewsFrame;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What users who poll are told of others: several nodes bring it, and nobody brings it in order. */
class PolledNewsIT {
    private static Stage stage;
    private static PolledLogs logs;

    private final UserId bob = new UserId(Ids.next());
    private Position start;

    @BeforeAll
    static void open() {
        stage = new Stage();
        logs = new PolledLogs(stage.redis, Stage.CONFIG, stage.deliveries.proofs());
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @BeforeEach
    void bobPolls() {
        start = poll(Optional.empty(), "").position();
    }

    @Test
    void whatTwoNodesBringIsToldOnce() {
        bring(news("alice", 5, "busy"));
        bring(news("alice", 5, "busy"));
        assertThat(told()).containsExactly("[alice busy]");
    }

    /** Each node has put together what it has heard by then. */
    @Test
    void ofWhatIsBroughtTogetherOnlyTheRestIsTold() {
        bring(news("alice", 5, "busy"));
        bring(news("alice", 5, "busy"), news("carol", 3, "online"), news("dave", 4, "away"));
        bring(news("carol", 3, "online"), news("dave", 4, "away"));
        assertThat(told()).containsExactly("[alice busy]", "[carol online,dave away]");
    }

    @Test
    void whatIsOlderThanWhatWasToldIsLeftOut() {
        bring(news("alice", 6, "away"));
        bring(news("alice", 5, "busy"));
        bring(news("alice", 7, "online"));
        assertThat(told()).containsExactly("[alice away]", "[alice online]");
    }

    /** Who may not be seen any more looks offline, whatever the version, and comes back as before. */
    @Test
    void whoVanishesAndComesBackIsTold() {
        bring(news("alice", 5, "busy"));
        bring(news("alice", 5, "offline"));
        bring(news("alice", 5, "busy"));
        assertThat(told()).containsExactly("[alice busy]", "[alice offline]", "[alice busy]");
    }

    @Test
    void theSameOfANewerVersionIsNoNewsAndYetNewer() {
        bring(news("alice", 5, "online"));
        bring(news("alice", 7, "online"));
        bring(news("alice", 6, "away"));
        assertThat(told()).containsExactly("[alice online]");
    }

    /** Another device that begins, one that comes from a socket, and one that can't go on. */
    @ParameterizedTest
    @EnumSource
    void whoBeginsIsToldAgain(Beginning beginning) {
        bring(news("alice", 5, "busy"));
        switch (beginning) {
            case FRESH -> poll(Optional.empty(), "");
            case FROM_A_SOCKET -> poll(Optional.of(start), "");
            case RESET -> poll(Optional.of(new Position("another", 0)), "0-0");
        }
        bring(news("alice", 5, "busy"));
        bring(news("alice", 5, "busy"));
        assertThat(told()).containsExactly("[alice busy]", "[alice busy]");
    }

    private enum Beginning {
        FRESH,
        FROM_A_SOCKET,
        RESET
    }

    /** What was brought since the last poll may be too old when the next one comes. */
    @Test
    void whoHasNotComeForLongIsToldAgain() {
        bring(news("alice", 5, "busy"));
        logs.leave(NodeId.next(), List.of(new UserId(Ids.next()), bob)).await();
        bring(news("alice", 5, "busy"));
        assertThat(told()).containsExactly("[alice busy]", "[alice busy]");
    }

    @Test
    void whoGoesOnIsNot() {
        bring(news("alice", 5, "busy"));
        poll(Optional.of(start), "0-0");
        bring(news("alice", 5, "busy"));
        assertThat(told()).containsExactly("[alice busy]");
    }

    @Test
    void whatOneIsToldIsNewsToAnother() {
        bring(news("alice", 5, "busy"));
        UserId carol = new UserId(Ids.next());
        logs.keepNews(List.of(frame(carol, news("alice", 5, "busy")), frame(bob, news("dave", 2, "busy"))))
                .await();
        assertThat(told()).containsExactly("[alice busy]", "[dave busy]");
    }

    private void bring(News... news) {
        logs.keepNews(List.of(frame(bob, news))).await();
    }

    private static NewsFrame frame(UserId user, News... news) {
        return new NewsFrame(user, "user:" + user, "[", List.of(news), "]");
    }

    private static News news(String of, long version, String state) {
        return new News(of, version, state, of + " " + state);
    }

    private List<String> told() {
        return poll(Optional.of(start), "0-0").passing();
    }

    private Polled poll(Optional<Position> after, String lastPassing) {
        return logs.poll(new PolledLogs.Poll(bob, NodeId.next(), after, lastPassing, List.of("user:" + bob)))
                .await();
    }
}
