package io.devthread.realtime.gateway.presence;

import static io.devthread.realtime.gateway.presence.PresenceByHand.shown;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.Socket;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.notification.NotificationApi.FollowsChanged;
import io.devthread.realtime.presence.PresenceApi.Activity;
import io.devthread.realtime.presence.PresenceApi.Shown;
import io.devthread.realtime.privacy.PrivacyApi;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** From lists and announcements to frames, with presence, sockets and time by hand. */
class WatchingTest {
    private final UserId alice = new UserId(Ids.next());
    private final UserId bob = new UserId(Ids.next());
    private final UserId carol = new UserId(Ids.next());
    private final PresenceByHand presence = new PresenceByHand();
    private final Map<UserId, List<UserId>> follows = presence.follows;
    private final Map<UserId, Shown> present = presence.present;
    private final Map<UserId, List<Screen>> screens = new HashMap<>();
    private final HandDesk hand = new HandDesk();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Watches watches = new Watches();
    private final FanOut fanOut = new FanOut(
            watch -> screens.getOrDefault(watch.user(), List.of()),
            new PresenceFrames(Clock.systemUTC()),
            new PollNews(frames -> Future.succeededFuture(), Clock.systemUTC(), hand.desk),
            new FanOutMetrics(meters),
            hand.desk);
    private final WatchLists lists = new WatchLists(presence, watches, fanOut, hand.desk);
    private long nanos = 1;
    private final Changes changes =
            new Changes(watches, Duration.ofSeconds(1), fanOut::changed, () -> nanos, hand.desk);

    @Test
    void theStateHoldsThoseWhoAreThereAndChangesFollow() {
        follows.put(bob, List.of(alice, carol));
        present.put(alice, shown(alice, "online", 1));
        Screen screen = enter(bob);
        assertThat(screen.told()).containsExactly("presence_state " + alice + " online");
        hear(shown(carol, "busy", 5));
        assertThat(screen.told()).last().isEqualTo("presence_changed " + carol + " busy");
    }

    @Test
    void whatIsHeardBeforeTheAnswerIsNotUndoneByIt() {
        follows.put(bob, List.of(alice));
        presence.held = Optional.of(Promise.promise());
        Screen screen = enter(bob);
        hear(shown(alice, "online", 7));
        assertThat(screen.told()).isEmpty();
        presence.held.get().complete(List.of(shown(alice, "offline", 6)));
        hand.run();
        assertThat(screen.told()).containsExactly("presence_state " + alice + " online");
        hear(shown(alice, "away", 6));
        assertThat(screen.told()).hasSize(1);
    }

    @Test
    void presenceBeingAwayDelaysTheState() {
        follows.put(bob, List.of(alice));
        present.put(alice, shown(alice, "online", 1));
        presence.away = true;
        Screen screen = enter(bob);
        hand.fireTimers();
        assertThat(screen.told()).isEmpty();
        presence.away = false;
        hand.fireTimers();
        assertThat(screen.told()).containsExactly("presence_state " + alice + " online");
    }

    @Test
    void whoAreTooManyToBeAnsweredInTimeAreAskedForInSmallerBatches() {
        presence.mostViewers = 100;

        List<Screen> all = enterTogether(2 * WatchLists.MAX_BATCH);

        assertThat(all).allSatisfy(this::assertSeesAlice);
        assertThat(presence.batches).startsWith(500, 250, 125, 62, 72);
    }

    @Test
    void whoseListsOneAnswerHasNoRoomForAreAskedForAgain() {
        presence.mostLists = 60;

        assertThat(enterTogether(WatchLists.MAX_BATCH)).allSatisfy(this::assertSeesAlice);
    }

    @Test
    void theStateOfMoreThanOneFrameHoldsComesInSeveral() {
        List<UserId> many = Stream.generate(() -> new UserId(Ids.next()))
                .limit(2L * PresenceFrames.MOST + 1)
                .toList();
        follows.put(bob, many);
        many.forEach(person -> present.put(person, shown(person, "online", 1)));
        Screen screen = enter(bob);
        assertThat(screen.told()).hasSize(3).allSatisfy(told -> assertThat(told).startsWith("presence_state "));
        assertThat(many).allSatisfy(person -> assertThat(String.join(" ", screen.told()))
                .contains(person + " online"));
    }

    @Test
    void changesOfOneSecondTravelTogether() {
        follows.put(bob, List.of(alice, carol));
        Screen screen = enter(bob);
        hear(shown(alice, "online", 1));
        hear(shown(alice, "away", 2));
        hear(shown(carol, "online", 3));
        assertThat(screen.told()).hasSize(2);
        nanos += Duration.ofSeconds(2).toNanos();
        hand.fireTimers();
        assertThat(screen.told()).last().isEqualTo("presence_state " + alice + " away " + carol + " online");
    }

    @Test
    void oneContentIsEncodedOnceForEverybody() {
        List<Screen> all = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            UserId follower = new UserId(Ids.next());
            follows.put(follower, List.of(alice));
            all.add(enter(follower));
        }
        hand.fireTimers();
        hand.fireTimers();
        hear(shown(alice, "online", 1));
        assertThat(all).allSatisfy(screen -> {
            assertThat(screen.told()).last().isEqualTo("presence_changed " + alice + " online");
            assertThat(screen.last().path("channel").asText()).isEqualTo("user:" + screen.user());
        });
        assertThat(meters.counter("devthread.presence.encodings").count()).isEqualTo(1);
        assertThat(meters.summary("devthread.presence.fan.out").totalAmount()).isEqualTo(5_000);
    }

    @Test
    void whoVanishesFromTheListIsOfflineAndNeverSeenAndWhoComesHasAState() {
        follows.put(bob, List.of(alice));
        present.put(alice, shown(alice, "online", 1));
        present.put(carol, shown(carol, "busy", 1));
        Screen screen = enter(bob);
        follows.put(bob, List.of(carol));
        lists.ask(watches.personal(bob));
        hand.run();
        assertThat(screen.told()).as("more may come").hasSize(1);
        hand.fireTimers();
        assertThat(screen.told()).last().isEqualTo("presence_state " + alice + " offline " + carol + " busy");
        hear(shown(alice, "away", 9));
        assertThat(screen.told()).hasSize(2);
    }

    /** Each gateway hears that itself: one question, however many processes presence has. */
    @Test
    void whoFollowsOthersThanBeforeIsAskedForAgain() {
        follows.put(bob, List.of(alice));
        present.put(carol, shown(carol, "busy", 1));
        Screen screen = enter(bob);
        follows.put(bob, List.of(carol));
        hearOverTheBus(bus -> bus.publish(NotificationApi.FOLLOWS_CHANGED, new FollowsChanged(List.of(bob))));
        assertThat(screen.told()).last().isEqualTo("presence_changed " + carol + " busy");
    }

    @Test
    void bothOfWhomOneHasBlockedTheOtherAreAskedForAgain() {
        follows.put(bob, List.of(alice));
        present.put(alice, shown(alice, "online", 1));
        Screen screen = enter(bob);
        follows.put(bob, List.of());
        hearOverTheBus(bus -> bus.publish(PrivacyApi.CHANGED, new PrivacyApi.Changed(alice, Optional.of(bob))));
        assertThat(screen.told()).last().isEqualTo("presence_changed " + alice + " offline");
    }

    /** All on one event loop, so that with the last one everything before has been heard. */
    private void hearOverTheBus(Consumer<Bus> told) {
        Vertx vertx = Vertx.vertx();
        Promise<Void> heard = Promise.promise();
        vertx.runOnContext(loop -> {
            Bus bus = Bus.on(vertx);
            lists.listen(bus);
            bus.listen(NotificationApi.FOLLOWS_CHANGED, changed -> {
                if (changed.followers().isEmpty()) {
                    heard.complete();
                }
            });
            told.accept(bus);
            bus.publish(NotificationApi.FOLLOWS_CHANGED, new FollowsChanged(List.of()));
        });
        heard.future().await();
        vertx.close().await();
        hand.fireTimers();
        hand.run();
    }

    @Test
    void whoHadNoRoomIsOwedHowItStandsByThen() {
        follows.put(bob, List.of(alice, carol));
        Screen screen = enter(bob);
        screen.hasRoom = false;
        hear(shown(alice, "online", 1));
        nanos += Duration.ofSeconds(2).toNanos();
        hear(shown(alice, "away", 2));
        fanOut.settle();
        hand.run();
        assertThat(fanOut.owedTo()).isEqualTo(1);
        screen.hasRoom = true;
        fanOut.settle();
        hand.run();
        assertThat(screen.told()).last().isEqualTo("presence_changed " + alice + " away");
        assertThat(fanOut.owedTo()).isZero();
    }

    @Test
    void whatIsWatchedByNobodyAnyMoreIsForgotten() {
        follows.put(bob, List.of(alice, carol));
        enter(bob);
        assertThat(watches.peopleCount()).isEqualTo(2);
        screens.remove(bob);
        watches.end(watches.personal(bob));
        assertThat(watches.peopleCount()).isZero();
        assertThat(watches.of(bob)).isEmpty();
    }

    @Test
    void aLostAnnouncementIsFoundByComparing() {
        follows.put(bob, List.of(alice));
        Screen screen = enter(bob);
        present.put(alice, shown(alice, "online", 4));
        Healing healing = new Healing(presence, watches, lists, changes);
        for (int second = 0; second < Healing.ROUND_SECONDS; second++) {
            healing.second();
            hand.run();
        }
        assertThat(screen.told()).last().isEqualTo("presence_changed " + alice + " online");
    }

    private Screen enter(UserId user) {
        Screen screen = new Screen(user);
        screens.put(user, List.of(screen));
        lists.ask(watches.personal(user));
        hand.run();
        return screen;
    }

    /** Followers of alice, as after a restart. */
    private List<Screen> enterTogether(int many) {
        present.put(alice, shown(alice, "online", 1));
        List<Screen> all = Stream.generate(() -> new Screen(new UserId(Ids.next())))
                .limit(many)
                .toList();
        all.forEach(screen -> {
            follows.put(screen.user(), List.of(alice));
            screens.put(screen.user(), List.of(screen));
        });
        lists.ask(all.stream().map(screen -> watches.personal(screen.user())).toList());
        for (int turn = 0; turn < 100; turn++) {
            hand.run();
            hand.fireTimers();
        }
        return all;
    }

    private void assertSeesAlice(Screen screen) {
        assertThat(screen.told()).containsExactly("presence_state " + alice + " online");
    }

    private void hear(Shown shown) {
        changes.hear(List.of(shown));
        hand.run();
    }

    /** One connection, and what has been written to it. */
    private final class Screen implements Viewer, Socket {
        private final UserId user;
        private final List<JsonNode> frames = new ArrayList<>();
        private boolean hasRoom = true;

        Screen(UserId user) {
            this.user = user;
        }

        /** Each frame as "event user status user status …". */
        List<String> told() {
            return frames.stream().map(PresenceByHand::words).toList();
        }

        JsonNode last() {
            return frames.getLast();
        }

        @Override
        public boolean offer(Frame frame) {
            if (hasRoom) {
                frames.add(Json.read(frame.text().getBytes(StandardCharsets.UTF_8), JsonNode.class));
            }
            return hasRoom;
        }

        @Override
        public Activity activity() {
            return Activity.ACTIVE;
        }

        @Override
        public String userAgent() {
            return "";
        }

        @Override
        public String connectionId() {
            return user.toString();
        }

        @Override
        public UserId user() {
            return user;
        }

        @Override
        public Socket socket() {
            return this;
        }

        @Override
        public Executor loop() {
            return hand.desk.now();
        }

        @Override
        public void send(Frame frame) {
            offer(frame);
        }

        @Override
        public long pendingBytes() {
            return 0;
        }

        @Override
        public void close(CloseCode code) {}

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public String transport() {
            return "test";
        }

        @Override
        public String remoteAddress() {
            return "";
        }

        @Override
        public long lastSeenNanos() {
            return 0;
        }
    }
}
