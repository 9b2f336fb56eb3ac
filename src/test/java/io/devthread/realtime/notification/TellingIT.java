package io.devthread.realtime.notification;

import static io.devthread.realtime.notification.Stage.at;
import static io.devthread.realtime.notification.Stage.commentDeleted;
import static io.devthread.realtime.notification.Stage.commented;
import static io.devthread.realtime.notification.Stage.followed;
import static io.devthread.realtime.notification.Stage.liked;
import static io.devthread.realtime.notification.Stage.mentioned;
import static io.devthread.realtime.notification.Stage.person;
import static io.devthread.realtime.notification.Stage.postDeleted;
import static io.devthread.realtime.notification.Stage.unfollowed;
import static io.devthread.realtime.notification.Stage.unliked;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.notification.NotificationApi.Actor;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.notification.NotificationApi.Notification;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a domain event: what the person's list says, and what the person's devices are told. */
class TellingIT {
    private static Stage stage;
    private static Stage.Process process;

    private Actor alice;
    private final Actor bob = person("bob");
    private final Actor carol = person("carol");
    private final UUID post = Ids.next();
    private final UUID comment = Ids.next();

    @BeforeAll
    static void open() {
        stage = new Stage();
        process = stage.process;
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @BeforeEach
    void somebody() {
        alice = person("alice");
    }

    @Test
    void aLikeIsToldAtOnceWithTheUnreadCount() {
        DomainEvent like = like(bob);
        process.accept(like);
        Notification notification = only();
        assertThat(notification.type()).isEqualTo("like");
        assertThat(notification.actor()).isEqualTo(bob);
        assertThat(notification.actorsCount()).isEqualTo(1);
        assertThat(notification.postId()).contains(post);
        assertThat(notification.commentId()).isEmpty();
        assertThat(notification.read()).isFalse();
        assertThat(notification.createdAt()).isEqualTo(like.createdAt());
        assertThat(notification.updatedAt()).isEqualTo(like.createdAt());
        assertThat(told()).containsExactly("new_notification/1");
        JsonNode frame = process.frames(alice.id()).getFirst();
        assertThat(frame.path("type").asText()).isEqualTo("notification");
        assertThat(frame.path("channel").asText()).isEqualTo("user:" + alice.id());
        assertThat(frame.at("/data/notification/id").asText())
                .isEqualTo(notification.id().toString());
        assertThat(frame.at("/data/notification/actor/username").asText()).isEqualTo("bob");
    }

    @Test
    void commentFollowAndMentionAreToldEachForItself() {
        process.accept(
                commented(bob, alice.id(), post, comment),
                followed(bob, alice.id()),
                mentioned(bob, alice.id(), post, Optional.of(comment)));
        assertThat(process.list(alice.id()))
                .extracting(Notification::type, Notification::postId, Notification::commentId)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("mention", Optional.of(post), Optional.of(comment)),
                        org.assertj.core.groups.Tuple.tuple("follow", Optional.empty(), Optional.empty()),
                        org.assertj.core.groups.Tuple.tuple("comment", Optional.of(post), Optional.of(comment)));
        assertThat(told()).containsExactly("new_notification/1", "new_notification/2", "new_notification/3");
    }

    @Test
    void onesOwnActionTellsNobody() {
        process.accept(
                like(alice),
                commented(alice, alice.id(), post, comment),
                mentioned(alice, alice.id(), post, Optional.empty()),
                followed(alice, alice.id()));
        assertThat(process.list(alice.id())).isEmpty();
        assertThat(process.unread(alice.id())).isZero();
        assertThat(told()).isEmpty();
    }

    @Test
    void aRepeatedEventIsAcceptedAndTellsNothingTwice() {
        DomainEvent like = like(bob);
        process.accept(like, like, like);
        assertThat(only().actorsCount()).isEqualTo(1);
        assertThat(told()).containsExactly("new_notification/1");
    }

    @Test
    void othersGrowTheUnreadNotificationInPlace() {
        process.accept(like(bob));
        UUID id = only().id();
        process.accept(like(carol), like(person("dave")));
        assertThat(only().id()).isEqualTo(id);
        assertThat(only().actorsCount()).isEqualTo(3);
        assertThat(only().actor().username()).isEqualTo("dave");
        assertThat(told()).containsExactly("new_notification/1", "notification_updated/1", "notification_updated/1");
    }

    @Test
    void twoCommentsOfOnePersonAreOnePerson() {
        UUID another = Ids.next();
        process.accept(commented(bob, alice.id(), post, comment), commented(bob, alice.id(), post, another));
        assertThat(only().actorsCount()).isEqualTo(1);
        assertThat(only().commentId()).contains(another);
        process.accept(commentDeleted(bob, alice.id(), post, another));
        assertThat(only().actorsCount()).isEqualTo(1);
        assertThat(only().commentId()).contains(comment);
        process.accept(commentDeleted(bob, alice.id(), post, comment));
        assertThat(process.list(alice.id())).isEmpty();
    }

    @Test
    void anUnlikeShrinksTheNotificationToThoseWhoStay() {
        process.accept(like(bob), like(carol), unlike(carol));
        assertThat(only().actorsCount()).isEqualTo(1);
        assertThat(only().actor()).isEqualTo(bob);
        assertThat(told()).containsExactly("new_notification/1", "notification_updated/1", "notification_updated/1");
        assertThat(lastFrame().at("/data/withdrawn").asBoolean()).isFalse();
    }

    @Test
    void theLastOneToLeaveWithdrawsIt() {
        process.accept(like(bob), unlike(bob), followed(bob, alice.id()), unfollowed(bob, alice.id()));
        assertThat(process.list(alice.id())).isEmpty();
        assertThat(process.unread(alice.id())).isZero();
        assertThat(told())
                .containsExactly(
                        "new_notification/1", "notification_updated/0", "new_notification/1", "notification_updated/0");
        assertThat(lastFrame().at("/data/withdrawn").asBoolean()).isTrue();
    }

    @Test
    void whoLikesAgainAndAgainIsAnnouncedOnce() {
        for (int i = 0; i < 10; i++) {
            process.accept(like(bob), unlike(bob));
        }
        process.accept(like(bob));
        assertThat(told()).filteredOn("new_notification/1"::equals).hasSize(1);
        assertThat(only().actorsCount()).isEqualTo(1);
        assertThat(process.unread(alice.id())).isEqualTo(1);
        assertThat(lastFrame().at("/data/withdrawn").asBoolean()).isFalse();
    }

    @Test
    void somebodyNewAfterAWithdrawalIsNews() {
        process.accept(like(bob), unlike(bob), like(carol));
        assertThat(told()).containsExactly("new_notification/1", "notification_updated/0", "new_notification/1");
        assertThat(only().actor()).isEqualTo(carol);
    }

    @Test
    void onceReadTheNextOneBeginsANewNotification() {
        process.accept(like(bob));
        UUID first = only().id();
        process.read(alice.id(), first);
        process.accept(like(carol));
        List<Notification> all = process.list(alice.id());
        assertThat(all).extracting(Notification::read).containsExactly(false, true);
        assertThat(all.getFirst().actorsCount()).isEqualTo(1);
        assertThat(all.getLast().id()).isEqualTo(first);
        assertThat(told()).containsExactly("new_notification/1", "notifications_read/0", "new_notification/1");
    }

    @Test
    void aReadNotificationShrinksTooAndTheUnreadCountStays() {
        process.accept(like(bob), like(carol));
        process.readAll(alice.id());
        process.accept(unlike(carol));
        assertThat(only().actorsCount()).isEqualTo(1);
        process.accept(unlike(bob));
        assertThat(process.list(alice.id())).isEmpty();
        assertThat(process.unread(alice.id())).isZero();
    }

    @Test
    void theNewestEventDecidesHoweverTheyCome() {
        DomainEvent like = like(bob);
        DomainEvent unlike = unlike(bob);
        process.accept(unlike, like);
        assertThat(process.list(alice.id())).isEmpty();
        assertThat(told()).isEmpty();
    }

    @Test
    void equallyOldEventsAreDecidedById() {
        DomainEvent one = at(Stage.NOON, like(bob));
        DomainEvent other = at(Stage.NOON, unlike(bob));
        process.accept(other, one);
        boolean likeWins = one.moment().isAfter(other.moment());
        assertThat(process.list(alice.id())).hasSize(likeWins ? 1 : 0);
    }

    @Test
    void aDeletedPostTakesAllItsNotificationsAlongAndWhatComesLateIsNotTold() {
        Actor dave = person("dave");
        DomainEvent late = like(dave);
        process.accept(
                like(bob),
                commented(bob, alice.id(), post, comment),
                mentioned(bob, carol.id(), post, Optional.empty()),
                followed(bob, alice.id()));
        process.accept(postDeleted(alice, post), late, like(person("erin")));
        assertThat(process.list(alice.id())).extracting(Notification::type).containsExactly("follow");
        assertThat(process.unread(alice.id())).isEqualTo(1);
        assertThat(process.list(carol.id())).isEmpty();
        assertThat(process.unread(carol.id())).isZero();
    }

    @Test
    void aPostDeletedBeforeItsLikeArrivesTellsNothing() {
        DomainEvent like = like(bob);
        process.accept(postDeleted(alice, post), like);
        assertThat(process.list(alice.id())).isEmpty();
    }

    @Test
    void aDeletedCommentTakesItsMentionsAlongWhoeverDeletesIt() {
        process.accept(
                commented(bob, alice.id(), post, comment),
                mentioned(bob, carol.id(), post, Optional.of(comment)),
                mentioned(bob, carol.id(), post, Optional.empty()));
        DomainEvent late = mentioned(bob, person("dave").id(), post, Optional.of(comment));
        process.accept(commentDeleted(person("moderator"), alice.id(), post, comment), late);
        assertThat(process.list(alice.id())).isEmpty();
        assertThat(process.only(carol.id()).commentId()).isEmpty();
        assertThat(process.list(late.recipientId().orElseThrow())).isEmpty();
    }

    @Test
    void theNameIsThatOfTheUserOnceItIsKnown() {
        process.accept(like(bob));
        process.accept(new DomainEvent(
                Ids.next(),
                "user_upserted",
                Optional.of(new Actor(bob.id(), "robert")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Stage.next()));
        assertThat(only().actor().username()).isEqualTo("robert");
    }

    @Test
    void whatIsAcceptedForTheFirstTimeIsPublishedOnce() throws InterruptedException {
        BlockingQueue<DomainEvent> heard = new LinkedBlockingQueue<>();
        process.bus().listen(NotificationApi.ACCEPTED, heard::add).await();
        DomainEvent first = like(bob);
        DomainEvent last = like(carol);
        process.accept(first, first, last);
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(first);
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(last);
    }

    private DomainEvent like(Actor actor) {
        return liked(actor, alice.id(), post);
    }

    private DomainEvent unlike(Actor actor) {
        return unliked(actor, alice.id(), post);
    }

    private Notification only() {
        return process.only(alice.id());
    }

    private List<String> told() {
        return process.told(alice.id());
    }

    private JsonNode lastFrame() {
        return process.frames(alice.id()).getLast();
    }
}
