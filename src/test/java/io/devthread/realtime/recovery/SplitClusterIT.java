package io.devthread.realtime.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.platform.SplitCluster;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.FreePorts;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.Stopwatch;
import io.devthread.realtime.testkit.Talk;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two processes that reach PostgreSQL and Redis, and for a while not each other. */
class SplitClusterIT {
    /** What a lost bus message may delay an event by, by the {@link Stopwatch}. */
    private static final Duration LATE = Duration.ofSeconds(5);

    private static final Duration WHOLE_AGAIN = Duration.ofSeconds(60);

    @Test
    void eventsStillArriveAndAfterTheMergeTheBusCarriesThemAgain() {
        int first = FreePorts.next();
        int second = FreePorts.next();
        String members = "127.0.0.1:" + first + ",127.0.0.1:" + second;
        try (SplitCluster split = new SplitCluster();
                TestService one = TestService.start(cluster(first, members), split);
                TestService other = one.another(TestService.ALL_GROUPS, cluster(second, members))) {
            Talk talk = Talk.of(one);
            TestUser bob = talk.bob().at(other.address());
            try (RealtimeClient sender = talk.alice().connect();
                    RealtimeClient partner = bob.connect()) {
                List.of(sender, partner).forEach(client -> subscribe(client, talk));
                arrives(talk, sender, partner, "before");

                split.cut();
                arrives(talk, sender, partner, "just cut");
                Eventually.holds("each is alone", () -> members(one) == 1 && members(other) == 1);
                arrives(talk, sender, partner, "alone");
                split.heal();

                Eventually.holds("they are together", WHOLE_AGAIN, () -> members(one) == 2 && members(other) == 2);
                Eventually.holds("they hear each other", WHOLE_AGAIN, () -> unheard(one) == 0 && unheard(other) == 0);
                typingIsSeen(sender, partner, talk);
                typingIsSeen(partner, sender, talk);
                arrives(talk, sender, partner, "after");
            }
        }
    }

    private static Map<String, String> cluster(int port, String members) {
        return Map.of(
                "DEVTHREAD_CLUSTER_PORT", String.valueOf(port),
                "DEVTHREAD_CLUSTER_MEMBERS", members,
                "DEVTHREAD_CLUSTER_MERGE_DELAY", "2s",
                "DEVTHREAD_TYPING_PAUSE", "100ms",
                "DEVTHREAD_SESSION_RATES_TYPING_PER_SECOND", "1000",
                "DEVTHREAD_SESSION_RATES_TYPING_BURST", "1000");
    }

    /** The time runs from the acknowledgement, which may need a second try when the bus has just lost the first. */
    private static void arrives(Talk talk, RealtimeClient sender, RealtimeClient partner, String content) {
        JsonNode ack = talk.send(sender, content);
        assertThat(ack.path("type").asText()).as("%s", ack).isEqualTo("ack");
        try (Stopwatch watch = Stopwatch.start()) {
            partner.await(content, frame -> Talk.contents(List.of(frame)).contains(content));
            assertThat(watch.elapsed()).isLessThan(LATE);
        }
    }

    private static void typingIsSeen(RealtimeClient from, RealtimeClient to, Talk talk) {
        int before = to.frames().size();
        Eventually.holds("typing is seen", () -> {
            from.call("typing", "typing_start", Map.of("conversation_id", talk.conversation()));
            from.call("typing", "typing_stop", Map.of("conversation_id", talk.conversation()));
            return to.framesFrom(before).stream()
                    .anyMatch(frame -> frame.path("event").asText().equals("typing_stop"));
        });
    }

    private static void subscribe(RealtimeClient client, Talk talk) {
        client.awaitWelcome();
        client.call("system", "subscribe", Map.of("channel", "conversation:" + talk.conversation()));
    }

    private static double members(TestService service) {
        return service.metric("devthread_cluster_members");
    }

    private static double unheard(TestService service) {
        return service.metric("devthread_cluster_unheard");
    }
}
