package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.model.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ConnectionsTest {
    private final Connections<Peer> connections = new Connections<>();
    private final Loop loop = new Loop();
    private final Loop otherLoop = new Loop();
    private final Peer alicesPhone = Peer.of("a1", 1, loop);
    private final Peer alicesLaptop = Peer.of("a2", 1, otherLoop);
    private final Peer bob = Peer.of("b", 2, loop);

    /** Runs at once and counts the tasks. */
    private static final class Loop implements Executor {
        private int tasks;

        @Override
        public void execute(Runnable task) {
            tasks++;
            task.run();
        }
    }

    @Test
    void addedConnectionIsFoundByIdAndByUser() {
        assertThat(connections.add(alicesPhone)).isTrue();
        assertThat(connections.add(alicesLaptop)).isTrue();
        assertThat(connections.find("a2")).containsSame(alicesLaptop);
        assertThat(connections.find("b")).isEmpty();
        assertThat(connections.ofUser(Peer.user(1))).containsExactly(alicesPhone, alicesLaptop);
        assertThat(connections.ofUser(Peer.user(2))).isEmpty();
        assertThat(connections.count()).isEqualTo(2);
        assertThat(connections.userCount()).isEqualTo(1);
    }

    @Test
    void everyUserIsInOnePart() {
        for (int user = 1; user <= 100; user++) {
            connections.add(Peer.of("one of " + user, user, loop));
            connections.add(Peer.of("other of " + user, user, loop));
        }
        Map<UserId, Integer> found = new HashMap<>();
        for (int part = 0; part < Connections.PARTS; part++) {
            connections
                    .ofUsersIn(part)
                    .forEach(own -> found.merge(own.getFirst().user(), own.size(), Integer::sum));
        }
        assertThat(found).hasSize(100).allSatisfy((user, count) -> assertThat(count)
                .isEqualTo(2));
        assertThat(connections.userCount()).isEqualTo(100);
    }

    @Test
    void idIsTakenOnlyOnce() {
        connections.add(alicesPhone);
        assertThat(connections.add(Peer.of("a1", 2, loop))).isFalse();
        assertThat(connections.ofUser(Peer.user(2))).isEmpty();
        assertThat(connections.remove(Peer.of("a1", 2, loop))).isFalse();
        assertThat(connections.find("a1")).containsSame(alicesPhone);
    }

    @Test
    void removedConnectionLeavesNoTrace() {
        connections.add(bob);
        connections.subscribe(bob, "feed");
        connections.subscribe(bob, "post:1");
        assertThat(connections.remove(bob)).isTrue();
        assertThat(connections.remove(bob)).isFalse();
        assertThat(connections.find("b")).isEmpty();
        assertThat(connections.ofUser(Peer.user(2))).isEmpty();
        assertThat(connections.inChannel("feed")).isEmpty();
        assertThat(connections.channelsOf(bob)).isEmpty();
        assertThat(connections.count()).isZero();
        assertThat(connections.userCount()).isZero();
        assertThat(connections.channelCount()).isZero();
    }

    @Test
    void connectionThatHasGoneCannotSubscribe() {
        connections.add(bob);
        connections.remove(bob);
        assertThat(connections.subscribe(bob, "feed")).isFalse();
        assertThat(connections.channelCount()).isZero();
    }

    @Test
    void subscribingTwiceIsSubscribingOnce() {
        connections.add(bob);
        assertThat(connections.subscribe(bob, "feed")).isTrue();
        assertThat(connections.subscribe(bob, "feed")).isFalse();
        assertThat(connections.channelsOf(bob)).containsExactly("feed");
        assertThat(connections.unsubscribe(bob, "feed")).isTrue();
        assertThat(connections.unsubscribe(bob, "feed")).isFalse();
        assertThat(connections.channelCount()).isZero();
    }

    @Test
    void userBroadcastReachesAllDevicesOfTheUserAndNobodyElse() {
        connections.add(alicesPhone);
        connections.add(alicesLaptop);
        connections.add(bob);
        connections.toUser(Peer.user(1), Frame.of("hi"));
        assertThat(alicesPhone.sent()).containsExactly("hi");
        assertThat(alicesLaptop.sent()).containsExactly("hi");
        assertThat(bob.sent()).isEmpty();
    }

    @Test
    void channelBroadcastIsOneTaskForEachLoopAndFollowsChanges() {
        for (Peer peer : List.of(alicesPhone, alicesLaptop, bob)) {
            connections.add(peer);
            connections.subscribe(peer, "feed");
        }
        connections.toChannel("feed", Frame.of("one"));
        assertThat(loop.tasks).isEqualTo(1);
        assertThat(otherLoop.tasks).isEqualTo(1);
        connections.unsubscribe(alicesPhone, "feed");
        connections.remove(alicesLaptop);
        connections.toChannel("feed", Frame.of("two"));
        connections.toChannel("nobody's", Frame.of("three"));
        assertThat(alicesPhone.sent()).containsExactly("one");
        assertThat(alicesLaptop.sent()).containsExactly("one");
        assertThat(bob.sent()).containsExactly("one", "two");
        assertThat(otherLoop.tasks).isEqualTo(1);
    }

    @Test
    void allAreReachedAtOnce() {
        connections.add(alicesPhone);
        connections.add(alicesLaptop);
        connections.add(bob);
        connections.forAll(peer -> peer.socket().send(Frame.of("all")));
        assertThat(bob.sent()).containsExactly("all");
        assertThat(alicesLaptop.sent()).containsExactly("all");
        assertThat(loop.tasks + otherLoop.tasks).isEqualTo(2);
    }

    @Test
    void ofAUserThoseInAChannelAreFound() {
        for (Peer peer : List.of(alicesPhone, alicesLaptop, bob)) {
            connections.add(peer);
        }
        assertThat(connections.ofUserInChannel(Peer.user(1), "post")).isEmpty();
        connections.subscribe(alicesLaptop, "post");
        connections.subscribe(bob, "post");
        connections.subscribe(alicesPhone, "feed");
        assertThat(connections.ofUserInChannel(Peer.user(1), "post")).containsExactly(alicesLaptop);
        connections.remove(alicesLaptop);
        assertThat(connections.ofUserInChannel(Peer.user(1), "post")).isEmpty();
    }

    @Test
    void failureWithOneDoesNotKeepItFromTheOthers() {
        connections.add(alicesPhone);
        connections.add(alicesLaptop);
        connections.add(bob);
        connections.forAll(peer -> {
            if (peer == alicesPhone) {
                throw new IllegalStateException("a bug, made on purpose");
            }
            peer.socket().send(Frame.of("all"));
        });
        assertThat(bob.sent()).containsExactly("all");
    }

    @Test
    void snapshotsDoNotChange() {
        connections.add(alicesPhone);
        connections.subscribe(alicesPhone, "feed");
        List<Peer> ofUser = connections.ofUser(Peer.user(1));
        List<Peer> inChannel = connections.inChannel("feed");
        connections.add(alicesLaptop);
        connections.remove(alicesPhone);
        assertThat(ofUser).containsExactly(alicesPhone);
        assertThat(inChannel).containsExactly(alicesPhone);
    }

    @Test
    void metadataSayWhoIsThereAndWhatFor() {
        connections.add(alicesPhone);
        connections.add(bob);
        connections.subscribe(alicesPhone, "feed");
        Instant now = Instant.now();
        ConnectionMetadata alice = connections.metadataOf(Peer.user(1), now).getFirst();
        assertThat(alice.connectionId()).isEqualTo("a1");
        assertThat(alice.channels()).containsExactly("user:" + Peer.user(1), "feed");
        assertThat(alice.userAgent()).isEqualTo("devthread-test/1");
        assertThat(connections.metadata(now).map(ConnectionMetadata::user))
                .containsExactlyInAnyOrder(Peer.user(1), Peer.user(2));
        connections.remove(alicesPhone);
        assertThat(connections.metadataOf(Peer.user(1), now)).isEmpty();
    }

    /** With a copy per join these would be 2.5 billion copied references for each round, far beyond the time. */
    @Test
    @Timeout(20)
    void crowdsComeAndGoWithoutCopies() {
        List<Peer> crowd = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            crowd.add(Peer.of("c" + i, i, loop));
        }
        long start = System.nanoTime();
        for (Peer peer : crowd) {
            connections.add(peer);
            connections.subscribe(peer, "feed");
        }
        connections.toChannel("feed", Frame.of("hello"));
        assertThat(connections.inChannel("feed")).hasSize(50_000);
        crowd.forEach(connections::remove);
        assertThat(connections.channelCount()).isZero();
        assertThat(crowd).allSatisfy(peer -> assertThat(peer.sent()).hasSize(1));
        System.out.println("50,000 joins and leaves: "
                + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
    }
}
