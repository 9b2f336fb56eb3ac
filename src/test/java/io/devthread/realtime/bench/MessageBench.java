package io.devthread.realtime.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;

/**
 * Pairs of people who write to each other at a fixed rate: how long from the scheduled send to the acknowledgement and
 * to the partner's frame. The baseline of the same run is a ping and its pong over the same sockets at the same rate:
 * what socket, kernel and generator cost without any service behind.
 *
 * <p>Arguments: base URL, signing key, folder for the report, connections, messages per second, seconds.
 */
public final class MessageBench {
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    private final List<Pair> pairs = new ArrayList<>();
    private final Load load = new Load();
    private final Histogram ack = Load.histogram();
    private final Histogram delivery = Load.histogram();
    private final Histogram pong = Load.histogram();
    private final AtomicInteger delivered = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    private record Pair(BenchClient sender, BenchClient partner, String conversation) {}

    private MessageBench() {}

    public static void main(String[] args) throws IOException {
        int connections = Integer.parseInt(args[3]);
        int rate = Integer.parseInt(args[4]);
        Duration duration = Duration.ofSeconds(Long.parseLong(args[5]));
        MessageBench bench = new MessageBench();
        bench.open(new People(URI.create(args[0]), Path.of(args[1])), connections / 2);
        int sent = bench.run(rate, duration);
        bench.close();
        Report report = new Report("messages", connections, rate, duration)
                .counting("sent", sent)
                .counting("delivered", bench.delivered.get())
                .counting("refused", bench.refused.get())
                .with("ping to pong (baseline)", bench.pong)
                .with("send to ack", bench.ack)
                .with("send to partner's frame", bench.delivery);
        report.print(System.out);
        report.write(Path.of(args[2]), "messages");
        System.exit(bench.delivered.get() == sent && bench.refused.get() == 0 ? 0 : 1);
    }

    private void open(People people, int count) {
        List<BenchClient> senders = people.connected(count, this::senderFrame);
        List<BenchClient> partners = people.connected(count, this::partnerFrame);
        for (int i = 0; i < count; i++) {
            String conversation = senders.get(i).conversationWith(partners.get(i));
            pairs.add(new Pair(senders.get(i), partners.get(i), conversation));
        }
    }

    /** @return messages sent after the warm-up */
    private int run(int rate, Duration duration) {
        int warm = load.run(0, rate, WARM_UP, this::step);
        Load.await(() -> delivered.get() == warm);
        delivered.set(0);
        List.of(ack, delivery, pong).forEach(Histogram::reset);
        int sent = load.run(warm, rate, duration, this::step);
        Load.await(() -> delivered.get() == sent);
        return sent;
    }

    private void step(int number) {
        Pair pair = pairs.get(number % pairs.size());
        String id = "m" + number;
        load.started("ack " + id);
        load.started("frame " + id);
        load.started("pong " + id);
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
                                "content", "The build is green again, have a look when you can. ".repeat(2),
                                "client_message_id", id)));
        pair.partner().send(Map.of("v", 1, "id", id, "type", "system", "event", "ping"));
    }

    private void senderFrame(JsonNode frame, long nanos) {
        switch (frame.path("type").asText()) {
            case "ack" -> load.arrived("ack " + frame.path("id").asText(), nanos, ack);
            case "error" -> refused.incrementAndGet();
            default -> {}
        }
    }

    private void partnerFrame(JsonNode frame, long nanos) {
        switch (frame.path("event").asText()) {
            case "pong" -> load.arrived("pong " + frame.path("id").asText(), nanos, pong);
            case "new_message" -> {
                JsonNode message = frame.path("data").path("message");
                if (load.arrived("frame " + message.path("client_message_id").asText(), nanos, delivery)) {
                    delivered.incrementAndGet();
                }
            }
            default -> {}
        }
    }

    private void close() {
        pairs.forEach(pair -> {
            pair.sender().close();
            pair.partner().close();
        });
    }
}
