package io.devthread.realtime.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;

/** People who write to each other while something else goes on: what it costs them is in the histogram of the moment. */
final class Talk {
    private final List<Pair> pairs = new ArrayList<>();
    private final Load load = new Load();
    private final int rate;
    private final AtomicInteger delivered = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile Histogram now = Load.histogram();
    private volatile boolean over;
    private int sent;
    private Thread thread;

    private record Pair(BenchClient sender, String conversation) {}

    Talk(People people, int count, int rate) {
        this.rate = rate;
        List<BenchClient> senders = people.connected(count, this::senderFrame);
        List<BenchClient> partners = people.connected(count, this::partnerFrame);
        for (int i = 0; i < count; i++) {
            pairs.add(new Pair(senders.get(i), senders.get(i).conversationWith(partners.get(i))));
        }
    }

    void start() {
        thread = Thread.ofPlatform().start(() -> {
            while (!over) {
                sent += load.run(sent, rate, Duration.ofSeconds(1), this::step);
            }
        });
    }

    /** What has been recorded since the last call. */
    Histogram take() {
        Histogram before = now;
        now = Load.histogram();
        return before;
    }

    /** @return messages that did not reach the partner */
    int stop() throws InterruptedException {
        over = true;
        thread.join();
        Load.await(() -> delivered.get() == sent);
        return sent - delivered.get();
    }

    int refused() {
        return refused.get();
    }

    private void step(int number) {
        Pair pair = pairs.get(number % pairs.size());
        String id = "t" + number;
        load.started(id);
        pair.sender()
                .send(Map.of(
                        "v",
                        1,
                        "id",
                        id,
                        "type",
                        "message",
                        "event",
                        "send_message",
                        "data",
                        Map.of(
                                "conversation_id", pair.conversation(),
                                "content", "Is it still fast? ".repeat(5),
                                "client_message_id", id)));
    }

    private void senderFrame(JsonNode frame, long nanos) {
        if (frame.path("type").asText().equals("error")) {
            refused.incrementAndGet();
        }
    }

    private void partnerFrame(JsonNode frame, long nanos) {
        String id = frame.at("/data/message/client_message_id").asText();
        if (frame.path("event").asText().equals("new_message") && load.arrived(id, nanos, now)) {
            delivered.incrementAndGet();
        }
    }
}
