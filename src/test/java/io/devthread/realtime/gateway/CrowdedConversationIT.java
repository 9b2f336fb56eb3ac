package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Both participants write over three connections each, all at once, into one conversation. */
class CrowdedConversationIT {
    private static final int CONNECTIONS = 3;
    private static final int MESSAGES = 500;
    private static final int ALL = 2 * CONNECTIONS * MESSAGES;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /** With a log that holds them all: a device that falls behind reads on, and is not told to reload. */
    private static final Map<String, String> FAST = Map.of(
            "DEVTHREAD_SESSION_RATES_MESSAGES_PER_SECOND", "10000",
            "DEVTHREAD_SESSION_RATES_MESSAGES_BURST", "10000",
            "DEVTHREAD_DELIVERY_LOG_LENGTH", String.valueOf(ALL));

    @Test
    void theNumbersHaveNoGapsAndEveryDeviceSeesTheSameOrder() {
        try (TestService service = TestService.start(FAST)) {
            TestUser alice = service.register("alice_crowd");
            TestUser bob = service.register("bob_crowd");
            String talk = alice.conversationWith(bob);
            List<Writer> writers = Stream.of(alice, bob)
                    .flatMap(user -> IntStream.range(0, CONNECTIONS).mapToObj(i -> new Writer(user, i, talk)))
                    .toList();
            writers.forEach(writer -> writer.device.awaitWelcome());
            writers.parallelStream().forEach(Writer::writeAll);
            List<String> order = writers.getFirst().received();
            assertThat(order).doesNotHaveDuplicates();
            for (Writer writer : writers) {
                assertThat(writer.seqs())
                        .containsExactlyElementsOf(
                                LongStream.rangeClosed(1, ALL).boxed().toList());
                assertThat(writer.received()).isEqualTo(order);
                writer.device.close();
            }
        }
    }

    /** A device that sends again, under the same id, what could not be stored in time. */
    private static final class Writer {
        private final RealtimeClient device;
        private final String name;
        private final String talk;

        Writer(TestUser user, int number, String talk) {
            this.device = user.connect();
            this.name = user.username() + number;
            this.talk = talk;
        }

        void writeAll() {
            List<Integer> open =
                    new ArrayList<>(IntStream.range(0, MESSAGES).boxed().toList());
            while (!open.isEmpty()) {
                List<String> commands = open.stream().map(this::write).toList();
                Set<String> acknowledged = awaitReplies(commands);
                open = IntStream.range(0, commands.size())
                        .filter(i -> !acknowledged.contains(commands.get(i)))
                        .mapToObj(open::get)
                        .toList();
            }
        }

        private String write(int number) {
            return device.command(
                    "message",
                    "send_message",
                    Map.of(
                            "conversation_id",
                            talk,
                            "content",
                            name + " says " + number,
                            "client_message_id",
                            name + "/" + number));
        }

        private Set<String> awaitReplies(List<String> commands) {
            Set<String> acknowledged = new HashSet<>();
            Eventually.holds("all have a reply", PATIENCE, () -> {
                Set<String> answered = new HashSet<>();
                for (JsonNode frame : device.frames()) {
                    String type = frame.path("type").asText();
                    if (type.equals("ack")) {
                        acknowledged.add(frame.path("id").asText());
                    }
                    if (type.equals("ack") || type.equals("error")) {
                        answered.add(frame.path("id").asText());
                    }
                }
                return answered.containsAll(commands);
            });
            return acknowledged;
        }

        List<String> received() {
            Eventually.holds("all have come", PATIENCE, () -> device.durable().size() >= ALL);
            return device.durable().stream()
                    .map(frame -> frame.at("/data/message/id").asText())
                    .toList();
        }

        List<Long> seqs() {
            return device.durable().stream()
                    .map(frame -> frame.at("/data/message/conversation_seq").asLong())
                    .toList();
        }
    }
}
