package io.devthread.realtime.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Export;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.Actor;
import io.devthread.realtime.notification.NotificationApi.Notification;
import io.devthread.realtime.testkit.Eventually;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is held here about a person: taken out, and erased. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErasingIT {
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
    void whomThePersonFollowsIsKnownUntilTakenBackAndForgottenWithTheRest() {
        UserId alice = Stage.person("alice").id();
        Actor bob = Stage.person("bob");
        process.accept(Stage.followed(bob, alice));
        assertThat(follows(bob.id(), alice)).containsExactly(true);
        process.accept(Stage.unfollowed(bob, alice));
        assertThat(follows(bob.id(), alice)).containsExactly(false);
        process.accept(Stage.followed(bob, alice));
        erase(bob.id());
        assertThat(follows(bob.id(), alice)).isEmpty();
    }

    @Test
    void aFollowOfWhichNothingTellsAnyMoreIsExportedAndErasedToo() {
        UserId alice = Stage.person("alice").id();
        Actor bob = Stage.person("bob");
        UUID post = Ids.next();
        process.accept(
                Stage.followed(bob, alice),
                Stage.liked(bob, Stage.person("carol").id(), post));
        List<JsonNode> before = export(NotificationApi.EXPORT_DEEDS, bob.id());
        erase(alice);
        assertThat(export(NotificationApi.EXPORT_DEEDS, bob.id())).hasSize(2).isEqualTo(before);
        List<UserId> heard = new CopyOnWriteArrayList<>();
        process.bus()
                .listen(NotificationApi.FOLLOWS_CHANGED, changed -> heard.addAll(changed.followers()))
                .await();

        assertThat(erase(bob.id())).containsEntry("follows", 1L);

        assertThat(follows(bob.id(), alice)).isEmpty();
        Eventually.holds("presence is told", () -> heard.contains(bob.id()));
        assertThat(export(NotificationApi.EXPORT_DEEDS, bob.id())).isEmpty();
    }

    /** Whether it stands, where there is a row. */
    private List<Boolean> follows(UserId follower, UserId followed) {
        List<Boolean> stands = new ArrayList<>();
        process.postgres()
                .query(
                        "SELECT stands FROM follows WHERE follower_id = $1 AND followed_id = $2",
                        follower.value(),
                        followed.value())
                .forEach(row -> stands.add(row.getBoolean("stands")));
        return stands;
    }

    @Test
    void whatThePersonDidIsTakenBackWithHonestCountsLive() {
        UserId alice = Stage.person("alice").id();
        UserId erin = Stage.person("erin").id();
        Actor bob = Stage.person("bob");
        Actor carol = Stage.person("carol");
        process.accept(Stage.liked(carol, alice, post), Stage.liked(bob, alice, post), Stage.followed(bob, erin));

        assertThat(erase(bob.id())).containsEntry("deeds", 2L);

        assertThat(process.only(alice)).returns(1, Notification::actorsCount).returns(carol, Notification::actor);
        assertThat(process.unread(alice)).isEqualTo(1);
        assertThat(process.told(alice))
                .containsExactly("new_notification/1", "notification_updated/1", "notification_updated/1");
        assertThat(process.list(erin)).isEmpty();
        assertThat(process.unread(erin)).isZero();
        assertThat(process.frames(erin).getLast().at("/data/withdrawn").asBoolean())
                .isTrue();
        assertThat(export(NotificationApi.EXPORT_DEEDS, bob.id())).isEmpty();
    }

    @Test
    void theOwnNotificationsAreGoneInWhateverStateAndTheOrderGoesOn() {
        UserId alice = Stage.person("alice").id();
        Actor bob = Stage.person("bob");
        UUID second = Ids.next();
        process.accept(Stage.liked(bob, alice, post), Stage.liked(bob, alice, second), Stage.followed(bob, alice));
        process.read(alice, process.list(alice).getFirst().id());
        process.accept(Stage.unliked(bob, alice, second));

        assertThat(erase(alice)).containsEntry("notifications", 3L);

        assertThat(process.list(alice)).isEmpty();
        assertThat(process.unread(alice)).isZero();
        assertThat(process.postgres()
                        .query("SELECT 1 FROM interactions WHERE user_id = $1", alice.value())
                        .size())
                .isZero();
        process.accept(Stage.unliked(bob, alice, post), Stage.liked(Stage.person("carol"), alice, post));
        assertThat(process.only(alice).actorsCount()).isEqualTo(1);
        assertThat(process.unread(alice)).isEqualTo(1);
        List<Long> order = process.delivered().stream()
                .filter(event -> event.user().equals(alice))
                .map(event -> event.order().orElseThrow().seq())
                .toList();
        assertThat(order)
                .isEqualTo(IntStream.rangeClosed(1, order.size())
                        .mapToObj(Long::valueOf)
                        .toList());
    }

    @Test
    void theNamesAreGoneFromTheEventsAndARepeatedEventIsStillKnown() {
        UserId alice = Stage.person("alice").id();
        Actor canary = Stage.person("canary-" + Ids.next());
        var liked = Stage.liked(canary, alice, post);
        process.accept(liked, Stage.followed(Stage.person("carol"), canary.id()));

        assertThat(erase(canary.id())).containsEntry("names_in_events", 2L);

        assertThat(process.postgres()
                        .query(
                                "SELECT 1 FROM domain_events WHERE actor_username IS NOT NULL AND $1 IN (actor_id, recipient_id)",
                                canary.id().value())
                        .size())
                .isZero();
        process.accept(liked);
        assertThat(process.list(alice)).isEmpty();
    }

    @Test
    void muchIsErasedInBatchesAndExportedInPages() {
        UserId alice = Stage.person("alice").id();
        Actor bob = Stage.person("bob");
        int many = Erasing.BATCH + 50;
        Future.all(IntStream.range(0, many)
                        .mapToObj(i -> process.publish(Stage.liked(bob, alice, Ids.next())))
                        .toList())
                .await();

        assertThat(export(NotificationApi.EXPORT, alice)).hasSize(many).doesNotHaveDuplicates();
        assertThat(export(NotificationApi.EXPORT_DEEDS, bob.id()))
                .hasSize(many)
                .doesNotHaveDuplicates()
                .allSatisfy(deed -> assertThat(deed.path("user_id").asText()).isEqualTo(alice.toString()));
        assertThat(erase(bob.id())).containsEntry("deeds", (long) many);
        assertThat(process.unread(alice)).isZero();
        assertThat(erase(alice)).containsEntry("notifications", (long) many);
        assertThat(erase(alice).values()).containsOnly(0L);
    }

    private Map<String, Long> erase(UserId user) {
        Map<String, Long> all = new HashMap<>();
        boolean more = true;
        while (more) {
            Export.Erased batch = process.bus()
                    .call(NotificationApi.ERASE, new Export.Erase(user, Optional.empty()))
                    .await();
            batch.erased().forEach((kind, count) -> all.merge(kind, count, Long::sum));
            more = batch.more();
        }
        return all;
    }

    private List<JsonNode> export(io.devthread.realtime.bus.Address<Export.Ask, Export.Page> address, UserId user) {
        List<JsonNode> all = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Export.Page page =
                    process.bus().call(address, new Export.Ask(user, next)).await();
            all.addAll(page.items());
            next = page.next();
        } while (next.isPresent());
        return all;
    }
}
