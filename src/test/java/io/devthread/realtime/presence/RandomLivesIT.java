package io.devthread.realtime.presence;

import static io.devthread.realtime.presence.PresenceApi.Activity.ACTIVE;
import static io.devthread.realtime.presence.PresenceApi.Activity.GONE;
import static io.devthread.realtime.presence.PresenceApi.Activity.IDLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.presence.PresenceApi.Activity;
import io.devthread.realtime.presence.PresenceApi.Connected;
import io.devthread.realtime.presence.PresenceApi.Refresh;
import io.devthread.realtime.presence.PresenceApi.Report;
import io.devthread.realtime.presence.PresenceApi.Shown;
import io.devthread.realtime.presence.PresenceApi.ShownOf;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A thousand random events, with two presence processes on one Redis, judged by a model that knows only who is really
 * connected where. The seed stands in every failure; {@code -Ddevthread.test.seed} plays it again.
 */
class RandomLivesIT {
    private static final int EVENTS = 1_000;

    /** Longer than a sweep, an offline debounce and a poll grace; the lease's own time is not played here. */
    private static final Duration SETTLED = Duration.ofSeconds(17);

    private final long seed = Long.getLong("devthread.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Stage stage = new Stage();
    private final List<UserId> users =
            IntStream.range(0, 12).mapToObj(i -> new UserId(new UUID(seed, i))).toList();

    /** What is true: the connections of each node, those that run and those that stand still. */
    private final Map<NodeId, Map<UserId, Activity>> running = new HashMap<>();

    private final Map<NodeId, Map<UserId, Activity>> paused = new HashMap<>();
    private final Map<UserId, String> chosen = new HashMap<>();
    private final Map<UserId, Instant> lastThere = new HashMap<>();
    private final List<Report> sent = new ArrayList<>();

    /** What a gateway with followers of everybody believes. */
    private final Map<UserId, Shown> told = new HashMap<>();

    private final Map<Stage.Process, Integer> heard = new HashMap<>();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void noGhostAndNobodyMissing() {
        stage.process();
        for (int i = 0; i < 3; i++) {
            startNode();
        }
        for (int i = 0; i < EVENTS; i++) {
            String event = event(random.nextInt(1_000));
            judge("after event " + i + ", " + event);
        }
        wake();
        pass(SETTLED.toMillis());
        for (UserId user : users) {
            String what = what("at the end, " + user);
            assertThat(stage.status(user)).as(what).isEqualTo(expected(user));
            assertThat(told.containsKey(user) ? told.get(user).status() : "offline")
                    .as("as told, " + what)
                    .isEqualTo(expected(user));
        }
    }

    private String event(int dice) {
        return dice < 300
                ? connect()
                : dice < 560
                        ? disconnect()
                        : dice < 640
                                ? poll()
                                : dice < 700
                                        ? choose()
                                        : dice < 740
                                                ? replay()
                                                : dice < 760
                                                        ? die()
                                                        : dice < 780
                                                                ? pause()
                                                                : dice < 800
                                                                        ? wake()
                                                                        : dice < 803
                                                                                ? redisLosesEverything()
                                                                                : pass(random.nextInt(1, 4_000));
    }

    private String connect() {
        NodeId node = any(running.keySet());
        UserId user = any(users);
        Activity activity = random.nextBoolean() ? ACTIVE : IDLE;
        running.get(node).put(user, activity);
        return report(node, user, activity);
    }

    private String disconnect() {
        NodeId node = any(Stream.concat(running.keySet().stream(), paused.keySet().stream())
                .collect(Collectors.toSet()));
        if (paused.containsKey(node)) {
            // Its clients leave it; it will find out when it wakes up.
            any(users, paused.get(node)).ifPresent(paused.get(node)::remove);
            return "client of a paused node leaves";
        }
        return any(users, running.get(node))
                .map(user -> {
                    running.get(node).remove(user);
                    return report(node, user, GONE);
                })
                .orElse("nothing");
    }

    private String poll() {
        UserId user = any(users);
        NodeId node = any(running.keySet());
        return report(node, user, Activity.POLLING);
    }

    private String choose() {
        UserId user = any(users);
        String status = any(List.of("online", "online", "busy", "offline"));
        stage.choose(user, status);
        chosen.put(user, status);
        return user + " chooses " + status;
    }

    /** What was sent in the last seconds arrives a second time, late. */
    private String replay() {
        if (!sent.isEmpty()) {
            any(stage.processes()).arrivals().report(any(sent));
        }
        return "replay";
    }

    private String die() {
        NodeId node = any(running.keySet());
        stage.kill(node);
        running.remove(node);
        sent.removeIf(report -> report.node().equals(node));
        startNode();
        return "death of " + node;
    }

    private String pause() {
        NodeId node = any(running.keySet());
        stage.kill(node);
        paused.put(node, running.remove(node));
        sent.removeIf(report -> report.node().equals(node));
        if (running.isEmpty()) {
            startNode();
        }
        return "pause of " + node;
    }

    private String wake() {
        for (NodeId node : Set.copyOf(paused.keySet())) {
            stage.revive(node);
            running.put(node, paused.remove(node));
            tellAll(node);
        }
        return "wake";
    }

    /** It takes a moment: the time is the version of what is told, and nothing else in Redis makes it grow then. */
    private String redisLosesEverything() {
        stage.clock.advance(Duration.ofMillis(100));
        stage.redis("FLUSHDB");
        sent.clear();
        running.keySet().forEach(stage::revive);
        running.keySet().forEach(this::tellAll);
        pass(2_000);
        stage.first().presences().shown(new ShownOf(users)).items().forEach(this::hear);
        return "Redis loses everything";
    }

    private String pass(long millis) {
        for (long left = millis; left > 0; left -= 1_000) {
            stage.clock.advance(Duration.ofMillis(Math.min(left, 1_000)));
            sent.clear();
            stage.processes().forEach(process -> process.leases().look().await());
            any(stage.processes()).announcements().run();
        }
        for (Stage.Process process : stage.processes()) {
            List<Shown> all = process.announced();
            all.subList(heard.getOrDefault(process, 0), all.size()).forEach(this::hear);
            heard.put(process, all.size());
        }
        return "time";
    }

    private void hear(Shown shown) {
        told.merge(shown.userId(), shown, (known, heard) -> heard.version() < known.version() ? known : heard);
    }

    private void startNode() {
        running.put(stage.node(), new HashMap<>());
    }

    private String report(NodeId node, UserId user, Activity activity) {
        Report report = new Report(node, stage.nextNumber(), List.of(new Connected(user, activity)));
        any(stage.processes()).arrivals().report(report);
        sent.add(report);
        lastThere.put(user, stage.clock.instant());
        return user + " " + activity + " on " + node;
    }

    private void tellAll(NodeId node) {
        List<Connected> connected = running.get(node).entrySet().stream()
                .map(one -> new Connected(one.getKey(), one.getValue()))
                .toList();
        List<Integer> buckets = IntStream.range(0, PersonKeys.BUCKETS).boxed().toList();
        any(stage.processes()).arrivals().refresh(new Refresh(node, stage.nextNumber(), buckets, connected));
    }

    /** At every moment: who is connected is there, and who has long gone is not. */
    private void judge(String when) {
        Instant now = stage.clock.instant();
        for (Shown shown : stage.first().presences().shown(new ShownOf(users)).items()) {
            UserId user = shown.userId();
            boolean connected = best(user) != GONE;
            if (connected || paused.values().stream().anyMatch(node -> node.containsKey(user))) {
                lastThere.put(user, now);
            }
            if (connected && !"offline".equals(chosen.get(user))) {
                assertThat(shown.status()).as(what(when + ", missing: " + user)).isNotEqualTo("offline");
            }
            if ("offline".equals(chosen.get(user))
                    || lastThere.getOrDefault(user, Instant.EPOCH).plus(SETTLED).isBefore(now)) {
                assertThat(shown.status()).as(what(when + ", ghost: " + user)).isEqualTo("offline");
            }
        }
    }

    private String expected(UserId user) {
        String choice = chosen.getOrDefault(user, "online");
        return switch (best(user)) {
            case ACTIVE -> choice;
            case IDLE -> choice.equals("online") ? "away" : choice;
            case POLLING, GONE -> "offline";
        };
    }

    private Activity best(UserId user) {
        Set<Activity> all = new HashSet<>();
        running.values().forEach(node -> all.add(node.getOrDefault(user, GONE)));
        return all.contains(ACTIVE) ? ACTIVE : all.contains(IDLE) ? IDLE : GONE;
    }

    private String what(String what) {
        return "seed " + seed + ", " + what;
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** In the order of their start, so that a seed plays the same again. */
    private NodeId any(Set<NodeId> nodes) {
        return any(nodes.stream().sorted(Comparator.comparing(NodeId::value)).toList());
    }

    private Optional<UserId> any(List<UserId> users, Map<UserId, Activity> connections) {
        List<UserId> there = users.stream().filter(connections::containsKey).toList();
        return there.isEmpty() ? Optional.empty() : Optional.of(any(there));
    }
}
