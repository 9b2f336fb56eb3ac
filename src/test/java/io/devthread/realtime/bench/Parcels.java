package io.devthread.realtime.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The largest messages there are, to each of some people at the same rate, each from a sender of its own. */
final class Parcels {
    /** 12,000 bytes; the longest content that is allowed. */
    private static final String CONTENT = "漢".repeat(4_000);

    private final List<BenchClient> senders;
    private final List<String> conversations = new ArrayList<>();
    private final int perSecond;
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean over;
    private int sent;
    private Thread thread;

    Parcels(People people, List<BenchClient> recipients, int toEachPerSecond) {
        this.senders = people.connected(recipients.size(), (frame, nanos) -> answered(frame));
        this.perSecond = toEachPerSecond * recipients.size();
        for (int i = 0; i < recipients.size(); i++) {
            conversations.add(senders.get(i).conversationWith(recipients.get(i)));
        }
    }

    void start() {
        thread = Thread.ofPlatform().start(() -> {
            Load load = new Load();
            while (!over) {
                sent += load.run(sent, perSecond, Duration.ofSeconds(1), this::send);
            }
        });
    }

    /** @return what has been acknowledged */
    int stop() throws InterruptedException {
        over = true;
        thread.join();
        Load.await(() -> acknowledged.get() + refused.get() == sent);
        return acknowledged.get();
    }

    int refused() {
        return refused.get();
    }

    private void send(int number) {
        int which = number % senders.size();
        String id = "p" + number;
        senders.get(which)
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
                                "conversation_id", conversations.get(which),
                                "content", CONTENT,
                                "client_message_id", id)));
    }

    private void answered(JsonNode frame) {
        switch (frame.path("type").asText()) {
            case "ack" -> acknowledged.incrementAndGet();
            case "error" -> refused.incrementAndGet();
            default -> {}
        }
    }
}
