package io.devthread.realtime.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.Actor;
import io.devthread.realtime.notification.NotificationApi.Notification;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What people are not told of: what blocked ones do, and what they have switched off. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SilenceIT {
    private final UUID post = Ids.next();
    private Stage stage;
    private Stage.Process process;

    @BeforeAll
    void open() {
        stage = new Stage();
        process = stage.process;
    }

    @AfterAll
    void close() {
        stage.close();
    }

    @Test
    void nobodyIsToldOfWhomTheyBlockedOrWhoBlockedThem() {
        Actor alice = Stage.person("alice");
        Actor bob = Stage.person("bob");
        block(alice.id(), bob.id());

        process.accept(Stage.liked(bob, alice.id(), post), Stage.followed(alice, bob.id()));

        assertNothing(alice.id());
        assertNothing(bob.id());
    }

    @Test
    void whoIsNotBlockedIsToldOfInTheSamePlace() {
        Actor alice = Stage.person("alice");
        Actor bob = Stage.person("bob");
        Actor carol = Stage.person("carol");
        block(alice.id(), bob.id());

        process.accept(Stage.liked(bob, alice.id(), post), Stage.liked(carol, alice.id(), post));

        assertThat(process.only(alice.id()))
                .returns(1, Notification::actorsCount)
                .returns(carol, Notification::actor);
    }

    @Test
    void aMutedTypeIsNotToldAndTheOthersAre() {
        UserId alice = Stage.person("alice").id();
        Actor bob = Stage.person("bob");
        mute(alice, "like");

        process.accept(Stage.liked(bob, alice, post), Stage.followed(bob, alice));

        assertThat(process.only(alice).type()).isEqualTo("follow");
        assertThat(process.unread(alice)).isEqualTo(1);
        assertThat(process.told(alice)).containsExactly("new_notification/1");
    }

    @Test
    void unmutingBringsNothingBackAndWhatComesThenIsTold() {
        UserId alice = Stage.person("alice").id();
        Actor bob = Stage.person("bob");
        mute(alice, "like");
        process.accept(Stage.liked(bob, alice, post));
        mute(alice);

        process.accept(Stage.liked(bob, alice, post));
        assertNothing(alice);

        process.accept(Stage.liked(Stage.person("carol"), alice, post));
        assertThat(process.only(alice).actorsCount()).isEqualTo(1);
    }

    @Test
    void takingBackWhatWasNotToldTellsNothing() {
        UserId alice = Stage.person("alice").id();
        Actor bob = Stage.person("bob");
        mute(alice, "like");
        process.accept(Stage.liked(bob, alice, post), Stage.unliked(bob, alice, post));
        assertNothing(alice);

        mute(alice);
        process.accept(Stage.liked(bob, alice, post));
        assertThat(process.told(alice)).containsExactly("new_notification/1");
    }

    @Test
    void aReturnThatIsSilencedDoesNotGrowWhatWasTold() {
        Actor bob = Stage.person("bob");
        UserId alice = Stage.person("alice").id();
        process.accept(
                Stage.liked(bob, alice, post),
                Stage.liked(Stage.person("carol"), alice, post),
                Stage.unliked(bob, alice, post));
        block(alice, bob.id());

        process.accept(Stage.liked(bob, alice, post));

        assertThat(process.only(alice))
                .returns(1, Notification::actorsCount)
                .returns("carol", notification -> notification.actor().username());
    }

    private void assertNothing(UserId user) {
        assertThat(process.list(user)).isEmpty();
        assertThat(process.unread(user)).isZero();
        assertThat(process.told(user)).isEmpty();
    }

    private void block(UserId user, UserId other) {
        process.postgres()
                .query(
                        "INSERT INTO blocks (user_id, blocked_id, blocked_at) VALUES ($1, $2, now())",
                        user.value(),
                        other.value());
    }

    /** Exactly these. */
    private void mute(UserId user, String... types) {
        process.postgres().query("""
                        INSERT INTO settings (user_id, muted_types, updated_at) VALUES ($1, $2, now())
                        ON CONFLICT (user_id) DO UPDATE SET muted_types = excluded.muted_types
                        """, user.value(), Arrays.copyOf(types, types.length));
    }
}
