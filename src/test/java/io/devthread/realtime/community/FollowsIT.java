package io.devthread.realtime.community;

import static io.devthread.realtime.community.CommunityApi.FOLLOW;
import static io.devthread.realtime.community.CommunityApi.USER;
import static io.devthread.realtime.community.Town.ALICE;
import static io.devthread.realtime.community.Town.BOB;
import static io.devthread.realtime.community.Town.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.community.CommunityApi.ChangeFollow;
import io.devthread.realtime.community.CommunityApi.FindUser;
import io.devthread.realtime.community.CommunityApi.Profile;
import io.devthread.realtime.community.SampleUsers.SampleUser;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.testkit.SetClock;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FollowsIT {
    private Town town;

    /** The clock stands still: only the store can tell which change was last. */
    @BeforeEach
    void start() {
        town = new Town(new SetClock());
    }

    @AfterEach
    void stop() {
        town.close();
    }

    @Test
    void aProfileShowsWhoFollowsHowManyAndWhetherIDo() {
        Profile alice = town.profile(BOB, "Alice");
        assertThat(alice.id()).isEqualTo(ALICE.id());
        assertThat(alice.username()).isEqualTo("alice");
        assertThat(alice.followerCount()).isEqualTo(3);
        assertThat(alice.followingCount()).isEqualTo(1);
        assertThat(alice.following()).isTrue();
        assertThat(town.profile(ALICE, "carol").following()).isFalse();
        assertThat(town.profile(ALICE, "alice").following()).isFalse();
    }

    @Test
    void followingIsShownAndTold() {
        Profile carol = town.follow(ALICE, CAROL, true);
        assertThat(carol.following()).isTrue();
        assertThat(carol.followerCount()).isEqualTo(1);
        assertThat(town.profile(BOB, "alice").followingCount()).isEqualTo(2);
        assertThat(town.follow(ALICE, CAROL, false).followerCount()).isZero();
        List<DomainEvent> events = events(ALICE, CAROL);
        assertThat(events).extracting(DomainEvent::type).containsExactly("user_followed", "user_unfollowed");
        assertThat(events)
                .extracting(event -> event.actor().orElseThrow().username())
                .containsOnly("alice");
    }

    @Test
    void aRepeatChangesNothingAndTellsNothing() {
        Profile followed = town.follow(ALICE, CAROL, true);
        assertThat(town.follow(ALICE, CAROL, true)).isEqualTo(followed);
        town.follow(ALICE, CAROL, false);
        town.follow(ALICE, CAROL, false);
        assertThat(events(ALICE, CAROL)).hasSize(2);
    }

    @Test
    void theNewestOfManyChangesOfMindIsTheLastOne() {
        for (int i = 0; i < 6; i++) {
            town.follow(ALICE, CAROL, i % 2 == 0);
        }
        List<DomainEvent> events = events(ALICE, CAROL);
        assertThat(events).extracting(DomainEvent::createdAt).doesNotHaveDuplicates();
        assertThat(events)
                .extracting(DomainEvent::type)
                .containsExactly(
                        "user_followed",
                        "user_unfollowed",
                        "user_followed",
                        "user_unfollowed",
                        "user_followed",
                        "user_unfollowed");
    }

    @Test
    void peopleWhoFollowEachOtherAtOnceDoNotWaitForEachOther() {
        List<Future<Profile>> calls = IntStream.range(0, 40)
                .mapToObj(i -> i % 2 == 0
                        ? new ChangeFollow(BOB.id(), CAROL.id(), i % 4 == 0)
                        : new ChangeFollow(CAROL.id(), BOB.id(), i % 4 == 1))
                .map(change -> town.stage.bus.call(FOLLOW, change))
                .toList();
        Future.all(calls).await();
        boolean follows = town.profile(BOB, "carol").following();
        assertThat(events(BOB, CAROL).getLast().type()).isEqualTo(follows ? "user_followed" : "user_unfollowed");
    }

    @Test
    void nobodyFollowsThemselves() {
        for (boolean follow : List.of(true, false)) {
            Refusal refusal = town.stage.refusal(FOLLOW, new ChangeFollow(ALICE.id(), ALICE.id(), follow));
            assertThat(refusal.failure()).isEqualTo(Failure.INVALID_DATA);
            assertThat(refusal.field()).contains("id");
        }
    }

    @Test
    void nobodyFollowsNobody() {
        UserId nobody = new UserId(Ids.next());
        Refusal unknown = town.stage.refusal(FOLLOW, new ChangeFollow(ALICE.id(), nobody, true));
        assertThat(unknown.failure()).isEqualTo(Failure.NOT_FOUND);
        Refusal stranger = town.stage.refusal(FOLLOW, new ChangeFollow(nobody, ALICE.id(), true));
        assertThat(stranger.failure()).isEqualTo(Failure.FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody_here", "no such name!", ""})
    void whoDoesNotExistHasNoProfile(String name) {
        Refusal refusal = town.stage.refusal(USER, new FindUser(ALICE.id(), name));
        assertThat(refusal.failure()).isEqualTo(Failure.NOT_FOUND);
    }

    @Test
    void theFirstStartTellsWhoIsThereWhomTheyFollowAndWhatTheyWrote() {
        assertThat(town.allEvents().stream().map(DomainEvent::type).distinct())
                .containsExactlyInAnyOrder("user_upserted", "user_followed", "post_created");
        assertThat(events(BOB, ALICE)).hasSize(1);
        assertThat(events(ALICE, BOB)).hasSize(1);
        assertThat(town.stage.count("community_posts")).isEqualTo(5);
        assertThat(town.allEvents().stream().filter(event -> event.type().equals("post_created")))
                .hasSize(5);
    }

    private List<DomainEvent> events(SampleUser follower, SampleUser followee) {
        return town.allEvents().stream()
                .filter(event -> event.type().endsWith("followed"))
                .filter(event -> event.actor().orElseThrow().id().equals(follower.id()))
                .filter(event -> event.recipientId().orElseThrow().equals(followee.id()))
                .sorted(Comparator.comparing(DomainEvent::createdAt))
                .toList();
    }
}
