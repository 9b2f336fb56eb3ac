package io.devthread.realtime.notification;

import static io.devthread.realtime.notification.Stage.followed;
import static io.devthread.realtime.notification.Stage.liked;
import static io.devthread.realtime.notification.Stage.person;
import static io.devthread.realtime.notification.Stage.postDeleted;
import static io.devthread.realtime.notification.Stage.unliked;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.notification.NotificationApi.Actor;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.SetClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is told of much at once gets one update a second. The clock moves only when a test says so. */
class CoalescingIT {
    private final SetClock clock = new SetClock();
    private final Stage stage = new Stage(Stage.paced(Duration.ofSeconds(1)), clock);
    private final Stage.Process process = stage.process;
    private final Actor alice = person("alice");
    private final Actor bob = person("bob");
    private final UUID post = Ids.next();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void theFirstIsToldAtOnceAndTheNextThousandInOneUpdateAfterASecond() {
        process.accept(like());
        assertThat(told()).containsExactly("new_notification/1");
        acceptAll(likes(1_000));
        assertThat(process.only(alice.id()).actorsCount()).isEqualTo(1_001);
        assertThat(told()).containsExactly("new_notification/1");
        second();
        awaitTold("new_notification/1", "notification_updated/1");
        assertThat(last().at("/data/notification/actors_count").asInt()).isEqualTo(1_001);
    }

    @Test
    void manyLikesMakeOneUpdateASecondAndTheCountIsExact() {
        for (int second = 1; second <= 20; second++) {
            acceptAll(likes(100));
            second();
            int likes = second * 100;
            Eventually.holds("the update of the second", () -> count(last()) == likes);
        }
        assertThat(process.only(alice.id()).actorsCount()).isEqualTo(2_000);
        assertThat(told()).as("the first one, and an update for each second").hasSize(21);
    }

    @Test
    void severalThatGrewWithinTheSecondAreToldInOneBatch() {
        UUID other = Ids.next();
        process.accept(like(), liked(bob, alice.id(), other));
        process.accept(like(), liked(person("carol"), alice.id(), other), like());
        second();
        awaitTold("new_notification/1", "new_notification/2", "notification_batch/2");
        assertThat(last().at("/data/notifications"))
                .extracting(one -> one.path("actors_count").asInt())
                .containsExactlyInAnyOrder(3, 2);
        assertThat(last().at("/data/new_ids"))
                .as("nothing to draw attention to")
                .isEmpty();
    }

    @Test
    void tooManyNewsAtOnceAreToldTogetherToo() {
        for (int i = 0; i < Pace.NEWS_AT_ONCE + 70; i++) {
            process.accept(liked(bob, alice.id(), Ids.next()));
        }
        assertThat(told()).hasSize(Pace.NEWS_AT_ONCE);
        second();
        Eventually.holds("told", () -> told().size() == Pace.NEWS_AT_ONCE + 1);
        assertThat(last().path("event").asText()).isEqualTo("notification_batch");
        assertThat(last().at("/data/notifications")).hasSize(Teller.IN_ONE_EVENT);
        assertThat(last().at("/data/new_ids")).hasSize(Teller.IN_ONE_EVENT);
        second();
        Eventually.holds("told", () -> told().size() == Pace.NEWS_AT_ONCE + 2);
        assertThat(last().at("/data/notifications")).hasSize(70 - Teller.IN_ONE_EVENT);
        assertThat(last().at("/data/unread_count").asInt()).isEqualTo(Pace.NEWS_AT_ONCE + 70);
    }

    @Test
    void besideManyThatGoOnGrowingEachHasItsTurn() {
        List<UUID> posts =
                Stream.generate(Ids::next).limit(Teller.IN_ONE_EVENT + 1).toList();
        grow(posts);
        flushed(Pace.NEWS_AT_ONCE + 1);
        grow(posts);
        flushed(Pace.NEWS_AT_ONCE + 2);
        grow(posts.subList(0, Teller.IN_ONE_EVENT));
        flushed(Pace.NEWS_AT_ONCE + 3);
        assertThat(last().at("/data/notifications"))
                .extracting(one -> one.path("post_id").asText())
                .contains(posts.getLast().toString());
    }

    private void grow(List<UUID> posts) {
        posts.forEach(post -> process.accept(liked(person("somebody"), alice.id(), post)));
    }

    private void flushed(int events) {
        second();
        Eventually.holds("told", () -> told().size() == events);
    }

    @Test
    void aSingleOneThatHadToWaitIsStillNews() {
        for (int i = 0; i <= Pace.NEWS_AT_ONCE; i++) {
            process.accept(liked(bob, alice.id(), Ids.next()));
        }
        second();
        Eventually.holds("told", () -> told().size() == Pace.NEWS_AT_ONCE + 1);
        assertThat(told().getLast()).isEqualTo("new_notification/" + (Pace.NEWS_AT_ONCE + 1));
    }

    @Test
    void whatWasWithdrawnBeforeItWasToldIsSimplyGone() {
        for (int i = 0; i < Pace.NEWS_AT_ONCE; i++) {
            process.accept(liked(bob, alice.id(), Ids.next()));
        }
        process.accept(like(bob), unliked(bob, alice.id(), post));
        process.accept(followed(bob, alice.id()));
        second();
        Eventually.holds("told", () -> told().size() == Pace.NEWS_AT_ONCE + 1);
        assertThat(last().at("/data/notification/type").asText()).isEqualTo("follow");
        process.accept(like(bob));
        Eventually.holds("told", () -> told().size() == Pace.NEWS_AT_ONCE + 2);
        assertThat(last().path("event").asText()).as("nobody was ever told").isEqualTo("new_notification");
    }

    @Test
    void whatWasToldAndIsWithdrawnMeanwhileHasAnEventOfItsOwn() {
        UUID other = Ids.next();
        process.accept(like(), liked(bob, alice.id(), other), followed(bob, alice.id()));
        process.accept(postDeleted(alice, other), like(), followed(person("carol"), alice.id()));
        second();
        awaitTold(
                "new_notification/1",
                "new_notification/2",
                "new_notification/3",
                "notification_updated/2",
                "notification_batch/2");
        JsonNode withdrawn = process.frames(alice.id()).get(3);
        assertThat(withdrawn.at("/data/withdrawn").asBoolean()).isTrue();
        assertThat(withdrawn.at("/data/notification/post_id").asText()).isEqualTo(other.toString());
    }

    @Test
    void tenLikesAndUnlikesOfOnePersonAreOneToast() {
        for (int i = 0; i < 10; i++) {
            process.accept(like(bob), unliked(bob, alice.id(), post));
            second();
        }
        process.accept(like(bob));
        second();
        Eventually.holds("told", () -> count(last()) == 1);
        assertThat(told()).filteredOn(one -> one.startsWith("new_notification")).hasSize(1);
    }

    @Test
    void whatIsReadMeanwhileIsNoNewsAndItsGrowthIsToldAsRead() {
        process.accept(like(), like());
        process.readAll(alice.id());
        second();
        awaitTold("new_notification/1", "notifications_read/0", "notification_updated/0");
        assertThat(last().at("/data/notification/read").asBoolean()).isTrue();
        assertThat(last().at("/data/notification/actors_count").asInt()).isEqualTo(2);
    }

    @Test
    void newsThatAreReadBeforeTheyWereToldAreNotTold() {
        for (int i = 0; i <= Pace.NEWS_AT_ONCE; i++) {
            process.accept(liked(bob, alice.id(), Ids.next()));
        }
        process.readAll(alice.id());
        second();
        process.accept(like());
        Eventually.holds("told", () -> told().size() == Pace.NEWS_AT_ONCE + 2);
        assertThat(told()).endsWith("notifications_read/0", "new_notification/1");
    }

    @Test
    void whatAProcessThatDiedLeftBehindIsToldOnceByTheOthers() {
        process.accept(like(), like());
        process.vertx().close().await();
        Stage.Process second = stage.anotherProcess();
        Stage.Process third = stage.anotherProcess();
        second();
        Eventually.holds(
                "told",
                () -> second.told(alice.id()).size() + third.told(alice.id()).size() == 1);
        Stage.Process one = second.told(alice.id()).isEmpty() ? third : second;
        assertThat(one.told(alice.id())).containsExactly("notification_updated/1");
        one.accept(like());
        assertThat(one.told(alice.id())).hasSize(1);
        second();
        Eventually.holds(
                "told",
                () -> second.told(alice.id()).size() + third.told(alice.id()).size() == 2);
    }

    @Test
    void othersAreToldAtOnceMeanwhile() {
        acceptAll(likes(200));
        Actor dave = person("dave");
        process.accept(liked(bob, dave.id(), Ids.next()));
        assertThat(process.told(dave.id())).containsExactly("new_notification/1");
    }

    private void second() {
        clock.advance(Duration.ofSeconds(1));
    }

    private DomainEvent like() {
        return like(person("somebody"));
    }

    private DomainEvent like(Actor actor) {
        return liked(actor, alice.id(), post);
    }

    private List<DomainEvent> likes(int count) {
        List<DomainEvent> likes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            likes.add(like());
        }
        return likes;
    }

    private void acceptAll(List<DomainEvent> events) {
        Future.all(events.stream().map(process::publish).toList()).await();
    }

    private static int count(JsonNode frame) {
        return frame.at("/data/notification/actors_count").asInt();
    }

    private List<String> told() {
        return process.told(alice.id());
    }

    private void awaitTold(String... events) {
        Eventually.holds("told", () -> told().size() >= events.length);
        assertThat(told()).containsExactly(events);
    }

    private JsonNode last() {
        return process.frames(alice.id()).getLast();
    }
}
