package io.devthread.realtime.gateway.trace;

import io.devthread.realtime.delivery.DeliveryApi.OutboxCount;
import io.devthread.realtime.gateway.trace.Gateways.Answers;
import io.devthread.realtime.gateway.trace.TraceApi.NodeFigures;
import io.devthread.realtime.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * What the operations page draws, over all gateways. Totals are of processes that run now: one that ends takes its part
 * along, so a rate is drawn from a total that grows, and is not known where one shrinks.
 *
 * @param connectionsByTransport without polls
 * @param deliveryMs from the event's own time to the socket, of the last seconds; empty when nothing was delivered
 */
public record Stats(
        Instant at,
        int nodes,
        List<NodeId> silentNodes,
        long connections,
        Map<String, Integer> connectionsByTransport,
        Totals totals,
        Optional<Delivery> deliveryMs,
        Queues queues) {

    /** @param eventsWritten to sockets and polls, each device for itself */
    public record Totals(
            long messages, long eventsWritten, long confirmations, Map<String, Long> resumes, long ephemeralsShed) {}

    public record Delivery(long events, long p50, long p95, long p99) {}

    /**
     * @param outbox committed and not logged yet, counted up to 10,000; empty when nobody could say
     * @param slowReaders connections that events wait for in the log
     */
    public record Queues(Optional<Long> outbox, Optional<Long> outboxOldestMs, long waitingPolls, long slowReaders) {}

    public static Stats of(Answers<NodeFigures> answers, Optional<OutboxCount> outbox, Instant now) {
        List<NodeFigures> nodes = answers.given();
        Map<String, Integer> byTransport = new TreeMap<>();
        nodes.forEach(
                node -> node.connections().forEach((name, count) -> byTransport.merge(name, count, Integer::sum)));
        return new Stats(
                now,
                nodes.size(),
                answers.silent(),
                byTransport.values().stream().mapToLong(Integer::longValue).sum(),
                byTransport,
                new Totals(
                        sum(nodes, NodeFigures::messages),
                        sum(nodes, NodeFigures::written),
                        sum(nodes, NodeFigures::confirmed),
                        new TreeMap<>(Map.of(
                                "none", sum(nodes, NodeFigures::started),
                                "full", sum(nodes, NodeFigures::resumed),
                                "reset", sum(nodes, NodeFigures::reset))),
                        sum(nodes, NodeFigures::shed)),
                delivery(nodes),
                new Queues(
                        outbox.map(OutboxCount::rows),
                        outbox.flatMap(OutboxCount::oldest)
                                .map(oldest -> Math.max(
                                        0, Duration.between(oldest, now).toMillis())),
                        sum(nodes, NodeFigures::polls),
                        sum(nodes, NodeFigures::slowReaders)));
    }

    private static Optional<Delivery> delivery(List<NodeFigures> nodes) {
        List<Long> counts = new ArrayList<>();
        for (NodeFigures node : nodes) {
            for (int i = 0; i < node.latency().size(); i++) {
                if (i == counts.size()) {
                    counts.add(0L);
                }
                counts.set(i, counts.get(i) + node.latency().get(i));
            }
        }
        OptionalLong median = Latencies.percentile(counts, 50);
        return median.isEmpty()
                ? Optional.empty()
                : Optional.of(new Delivery(
                        counts.stream().mapToLong(Long::longValue).sum(),
                        median.getAsLong(),
                        Latencies.percentile(counts, 95).orElseThrow(),
                        Latencies.percentile(counts, 99).orElseThrow()));
    }

    private static long sum(List<NodeFigures> nodes, ToLongFunction<NodeFigures> figure) {
        return nodes.stream().mapToLong(figure).sum();
    }
}
