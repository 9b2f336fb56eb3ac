package io.devthread.realtime.presence;

import static io.devthread.realtime.presence.PresenceApi.Activity.ACTIVE;
import static io.devthread.realtime.presence.PresenceApi.Activity.GONE;
import static io.devthread.realtime.presence.PresenceApi.Activity.IDLE;
import static io.devthread.realtime.presence.Stage.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.presence.PresenceApi.Shown;
import io.devthread.realtime.presence.PresenceApi.ShownList;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told, how often, and by whom. */
class AnnouncementsIT {
    private final UserId alice = Stage.user();
    private Stage stage;
    private NodeId node;

    @BeforeEach
    void open() {
        stage = new Stage();
        node = stage.node();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void twoProcessesAnnounceOnce() {
        Stage.Process second = stage.process();
        stage.report(node, alice, ACTIVE);
        stage.pass(Duration.ofSeconds(2));
        stage.report(second, node, stage.nextNumber(), alice, GONE);
        stage.pass(Duration.ofSeconds(30));

        List<String> all = new ArrayList<>(stage.first().announced(alice));
        all.addAll(second.announced(alice));
        assertThat(all).containsExactly("online", "offline");
    }

    @Test
    void theOtherProcessFinishesWhatOneThatDiedHasBegun() {
        Stage.Process survivor = stage.process();
        stage.report(node, alice, ACTIVE);
        // It is given the announcement, and dies before it makes it.
        stage.clock.advance(SECOND);
        assertThat(stage.first()
                        .state()
                        .sweep(
                                stage.first().leases().view(),
                                PersonKeys.of(alice).bucket() * PresenceState.PARTS / PersonKeys.BUCKETS)
                        .await()
                        .announcements())
                .hasSize(1);

        for (int i = 0; i < 4; i++) {
            stage.clock.advance(SECOND);
            survivor.announcements().run();
        }

        assertThat(survivor.announced(alice)).containsExactly("online");
    }

    /** Redis gives it once, and is away when it is to hear that the announcement was made. */
    @Test
    void whenSomebodyWasThereIsStoredThoughTheAnnouncementCannotBeFinished() {
        RedisLink link = stage.link();
        LastSeen lastSeen = new LastSeen(new PresenceStore(stage.postgres));
        List<ShownList> published = new ArrayList<>();
        Announcements announcements = new Announcements(
                stage.first().leases(),
                new PresenceState(link, stage.clock, Stage.CONFIG),
                stage.first().arrivals(),
                lastSeen,
                new PresenceMetrics(new SimpleMeterRegistry()),
                changed -> {
                    published.add(changed);
                    link.close().await();
                });
        stage.report(node, alice, ACTIVE);
        stage.pass(SECOND);
        stage.report(node, alice, GONE);
        Instant end = stage.clock.instant();
        stage.clock.advance(Duration.ofSeconds(6));

        announcements.run();
        lastSeen.store();

        assertThat(published).hasSize(1);
        assertThat(stage.stored(alice)).contains(end);
    }

    /** A part of the buckets is asked for when the one before has answered: between them Redis hears others. */
    @Test
    void whatWasFoundBeforeRedisWentAwayIsTold() {
        int part = PersonKeys.BUCKETS / PresenceState.PARTS;
        UserId inFirstPart = inBucketBelow(part);
        RedisLink link = stage.link();
        AtomicInteger asked = new AtomicInteger();
        InstantSource clock = () -> {
            if (asked.incrementAndGet() == part + 1) {
                link.close().await();
            }
            return stage.clock.instant();
        };
        List<Shown> told = new ArrayList<>();
        Announcements announcements = new Announcements(
                stage.first().leases(),
                new PresenceState(link, clock, Stage.CONFIG),
                stage.first().arrivals(),
                new LastSeen(new PresenceStore(stage.postgres)),
                new PresenceMetrics(new SimpleMeterRegistry()),
                changed -> told.addAll(changed.items()));
        stage.report(node, inFirstPart, ACTIVE);
        stage.clock.advance(SECOND);

        announcements.run();

        assertThat(told).extracting(Shown::userId).containsExactly(inFirstPart);
    }

    private static UserId inBucketBelow(int bucket) {
        return Stream.generate(Stage::user)
                .filter(user -> PersonKeys.of(user).bucket() < bucket)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void flappingIsAnnouncedOnceASecondAtMost() {
        stage.report(node, alice, ACTIVE);
        stage.pass(SECOND);
        for (int i = 0; i < 95; i++) {
            stage.clock.advance(Duration.ofMillis(100));
            stage.report(node, alice, i % 2 == 0 ? IDLE : ACTIVE);
            stage.first().announcements().run();
        }
        stage.pass(SECOND);

        List<Shown> announced = stage.first().announced();
        assertThat(announced).hasSizeBetween(2, 11);
        assertThat(announced).extracting(Shown::version).isSorted().doesNotHaveDuplicates();
        assertThat(announced.getLast().status()).isEqualTo("away");
    }

    @Test
    void whatEndsWhereItBeganIsNotAnnounced() {
        stage.report(node, alice, ACTIVE);
        stage.pass(SECOND);

        for (int i = 0; i < 9; i++) {
            stage.report(node, alice, IDLE);
            stage.report(node, alice, ACTIVE);
        }
        stage.pass(Duration.ofSeconds(5));

        assertThat(stage.first().announced(alice)).containsExactly("online");
    }

    /** Else the one who asked in between would keep a status that is gone. */
    @Test
    void whatSomebodyReadBeforeItWasAnnouncedIsAnnouncedEvenIfItIsOver() {
        stage.report(node, alice, ACTIVE);
        stage.pass(SECOND);

        stage.report(node, alice, IDLE);
        long read = stage.shown(alice).version();
        stage.report(node, alice, ACTIVE);
        stage.pass(SECOND);

        assertThat(stage.first().announced(alice)).containsExactly("online", "online");
        assertThat(stage.first().announced().getLast().version()).isGreaterThan(read);
    }

    @Test
    void changesOfASecondTravelTogether() {
        for (int i = 0; i < 50; i++) {
            stage.report(node, Stage.user(), ACTIVE);
        }
        stage.pass(Duration.ofSeconds(3));

        assertThat(stage.first().published()).singleElement().satisfies(all -> assertThat(all)
                .hasSize(50));
    }

    @Test
    void nothingIsPublishedWhereNothingChanges() {
        stage.report(node, alice, ACTIVE);
        stage.pass(SECOND);
        int before = stage.first().published().size();

        stage.pass(Duration.ofMinutes(3));

        assertThat(stage.first().published()).hasSize(before);
    }
}
