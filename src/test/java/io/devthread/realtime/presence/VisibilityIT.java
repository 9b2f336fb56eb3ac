package io.devthread.realtime.presence;

import static io.devthread.realtime.presence.PresenceApi.Activity.ACTIVE;
import static io.devthread.realtime.presence.PresenceApi.Activity.GONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Export;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.presence.PresenceApi.AsSeenBy;
import io.devthread.realtime.presence.PresenceApi.OfUsers;
import io.devthread.realtime.presence.PresenceApi.Pair;
import io.devthread.realtime.presence.PresenceApi.Presence;
import io.devthread.realtime.presence.PresenceApi.WatchList;
import io.devthread.realtime.presence.PresenceApi.WatchLists;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may see whom. */
class VisibilityIT {
    private static Stage stage;
    private static NodeId node;
    private final UserId alice = Stage.user();
    private final UserId bob = Stage.user();

    @BeforeAll
    static void open() {
        stage = new Stage();
        node = stage.node();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @BeforeEach
    void aliceIsThere() {
        stage.report(node, alice, ACTIVE);
    }

    private static final String UNSEEN = "offline";

    private String seen() {
        return stage.seenBy(bob, alice).status();
    }

    @Test
    void followersSeeThoseTheyFollowAndNotTheOtherWayRound() {
        stage.follow(bob, alice);
        stage.report(node, bob, ACTIVE);

        assertThat(seen()).isEqualTo("online");
        assertThat(stage.seenBy(alice, bob).status()).isEqualTo(UNSEEN);
    }

    @Test
    void partnersOfAConversationSeeEachOther() {
        stage.converse(alice, bob);
        stage.report(node, bob, ACTIVE);

        assertThat(seen()).isEqualTo("online");
        assertThat(stage.seenBy(alice, bob).status()).isEqualTo("online");
    }

    /** Who hides stays among them: that shows as offline, and needs no new question when it ends. */
    @Test
    void ofPairsThoseAreVisibleWhoKnowEachOtherWithoutABlockBetweenThem() {
        UserId carol = Stage.user();
        UserId dave = Stage.user();
        stage.converse(alice, bob);
        stage.follow(carol, alice);
        stage.converse(alice, dave);
        stage.block(dave, alice);
        stage.showPresence(bob, false);

        assertThat(visible(new Pair(alice, bob), new Pair(bob, alice), new Pair(carol, alice), new Pair(alice, carol)))
                .containsExactlyInAnyOrder(new Pair(alice, bob), new Pair(carol, alice));
        assertThat(visible(new Pair(alice, dave), new Pair(dave, alice))).isEmpty();
    }

    private static List<Pair> visible(Pair... pairs) {
        return new Visibility(stage.postgres).visible(List.of(pairs));
    }

    @Test
    void strangersReadAsOfflineAndNeverSeen() {
        stage.report(node, alice, GONE);
        stage.pass(Duration.ofSeconds(6));

        assertThat(stage.shown(alice).lastSeen()).isPresent();
        assertThat(stage.seenBy(bob, alice)).isEqualTo(new Presence(alice, UNSEEN, Optional.empty()));
    }

    @Test
    void aFollowThatWasTakenBackShowsNothing() {
        stage.follow(bob, alice);
        stage.postgres.query("UPDATE follows SET stands = false WHERE follower_id = $1", bob.value());

        assertThat(seen()).isEqualTo(UNSEEN);
    }

    @Test
    void whoeverBlockedWhomNeitherSeesTheOther() {
        UserId carol = Stage.user();
        stage.follow(bob, alice);
        stage.follow(carol, alice);
        stage.block(alice, bob);
        stage.block(carol, alice);

        assertThat(seen()).isEqualTo(UNSEEN);
        assertThat(stage.seenBy(carol, alice).status()).isEqualTo(UNSEEN);
    }

    @Test
    void whoShowsNoPresenceIsHiddenFromAllAndSeesNobody() {
        stage.converse(alice, bob);
        stage.report(node, bob, ACTIVE);
        stage.showPresence(alice, false);

        assertThat(seen()).isEqualTo(UNSEEN);
        assertThat(stage.status(alice)).isEqualTo(UNSEEN);
        assertThat(stage.seenBy(alice, bob).status()).isEqualTo(UNSEEN);
        assertThat(stage.own(alice).status()).isEqualTo("online");

        stage.showPresence(alice, true);
        assertThat(seen()).isEqualTo("online");
        assertThat(stage.seenBy(alice, bob).status()).isEqualTo("online");
    }

    @Test
    void whoShowsNoPresenceHasNeverBeenSeen() {
        stage.follow(bob, alice);
        stage.showPresence(alice, false);
        stage.report(node, alice, GONE);
        stage.pass(Duration.ofSeconds(6));

        assertThat(stage.shown(alice).lastSeen()).isEmpty();
        assertThat(stage.seenBy(bob, alice).lastSeen()).isEmpty();
        assertThat(queried(alice).lastSeen()).isEmpty();
    }

    @Test
    void whatIsErasedIsForgottenInBothStoresAndSeenAnewFromThenOn() {
        stage.follow(bob, alice);
        stage.choose(alice, "busy");
        stage.report(node, alice, ACTIVE);
        stage.pass(Stage.SECOND);
        stage.report(node, alice, GONE);
        stage.pass(Duration.ofSeconds(6));
        assertThat(stage.kept(alice).chosenStatus()).contains("busy");
        assertThat(stage.seenBy(bob, alice).lastSeen()).isPresent();

        stage.first().arrivals().erase(new Export.Erase(alice, Optional.empty()));
        stage.pass(Stage.SECOND);

        assertThat(stage.kept(alice)).isEqualTo(new PresenceApi.Kept(Optional.empty(), Optional.empty()));
        assertThat(stage.seenBy(bob, alice)).isEqualTo(new Presence(alice, UNSEEN, Optional.empty()));
        stage.report(node, alice, ACTIVE);
        assertThat(stage.status(alice)).isEqualTo("online");
    }

    @Test
    void lastSeenOutlivesWhatRedisKnows() {
        stage.follow(bob, alice);
        var left = stage.clock.instant();
        stage.report(node, alice, GONE);
        stage.pass(Duration.ofSeconds(6));
        assertThat(stage.seenBy(bob, alice).lastSeen()).contains(left);

        stage.redis("FLUSHDB");
        stage.revive(node);

        Presence kept = new Presence(alice, UNSEEN, Optional.of(left));
        assertThat(stage.seenBy(bob, alice)).isEqualTo(kept);
        assertThat(queried(alice)).isEqualTo(kept);
        assertThat(stage.own(alice)).isEqualTo(kept);
    }

    @Test
    void oneSeesOneselfAsOneIs() {
        stage.choose(alice, "busy");

        assertThat(stage.seenBy(alice, alice).status()).isEqualTo("busy");
    }

    @Test
    void answersStandInTheOrderAskedAndAtMostAHundred() {
        List<UserId> many = IntStream.range(0, 100).mapToObj(i -> Stage.user()).toList();

        assertThat(stage.first().presences().asSeenBy(new AsSeenBy(bob, many)).presences())
                .extracting(Presence::userId)
                .isEqualTo(many);
        List<UserId> tooMany =
                IntStream.range(0, 101).mapToObj(i -> Stage.user()).toList();
        for (Runnable ask : List.<Runnable>of(
                () -> stage.first().presences().asSeenBy(new AsSeenBy(bob, tooMany)),
                () -> stage.first().presences().query(new OfUsers(tooMany)),
                () -> stage.first().presences().query(new OfUsers(null)))) {
            assertThatThrownBy(ask::run)
                    .isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.failure())
                            .isEqualTo(Failure.INVALID_DATA))
                    .hasMessageContaining("user_ids");
        }
    }

    @Test
    void watchedAreThoseFollowedWithoutThoseThatMayNotBeSeen() {
        UserId blocked = Stage.user();
        UserId hidden = Stage.user();
        UserId lonely = Stage.user();
        UserId partner = Stage.user();
        List.of(alice, blocked, hidden).forEach(one -> stage.follow(bob, one));
        stage.converse(bob, partner);
        stage.block(blocked, bob);
        stage.follow(hidden, alice);
        stage.showPresence(hidden, false);

        List<WatchList> lists = stage.first()
                .presences()
                .watched(new WatchLists(List.of(bob, hidden, lonely)))
                .lists();

        assertThat(lists).extracting(WatchList::viewerId).containsExactly(bob, hidden, lonely);
        // Who hides stays on the list, and is shown as offline to everybody.
        assertThat(lists.get(0).users()).containsExactlyInAnyOrder(alice, hidden);
        assertThat(lists.get(1).users()).isEmpty();
        assertThat(lists.get(2).users()).isEmpty();
    }

    @Test
    void watchListsAreBounded() {
        stage.postgres.query(
                "INSERT INTO follows SELECT $1, gen_random_uuid(), true, now(), gen_random_uuid()"
                        + " FROM generate_series(1, 1200)",
                bob.value());

        assertThat(stage.first()
                        .presences()
                        .watched(new WatchLists(List.of(bob)))
                        .lists()
                        .getFirst()
                        .users())
                .hasSize(1_000)
                .doesNotHaveDuplicates();
    }

    /** All of them would be a message of many megabytes. */
    @Test
    void listsThatOneAnswerHasNoRoomForAreLeftOutAndAnsweredWhenAskedForAgain() {
        List<UserId> viewers = Stream.generate(Stage::user).limit(60).toList();
        stage.postgres.query(
                "INSERT INTO follows SELECT v, gen_random_uuid(), true, now(), gen_random_uuid()"
                        + " FROM unnest($1::uuid[]) AS v, generate_series(1, 1000)",
                (Object) viewers.stream().map(UserId::value).toArray(UUID[]::new));

        List<WatchList> some =
                stage.first().presences().watched(new WatchLists(viewers)).lists();
        List<WatchList> rest = stage.first()
                .presences()
                .watched(new WatchLists(viewers.subList(some.size(), viewers.size())))
                .lists();

        assertThat(some).hasSize(Visibility.MOST_PAIRS / 1_000 - 1);
        assertThat(Stream.concat(some.stream(), rest.stream()))
                .allSatisfy(list -> assertThat(list.users()).hasSize(1_000))
                .extracting(WatchList::viewerId)
                .isEqualTo(viewers);
    }

    private static Presence queried(UserId user) {
        return stage.first()
                .presences()
                .query(new OfUsers(List.of(user)))
                .presences()
                .getFirst();
    }
}
