package io.devthread.realtime.gateway.trace;

import io.devthread.realtime.bus.Address;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.model.NodeId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asks all gateways the same. One that does not answer in time is named, and does not keep the others' answers back. */
public final class Gateways {
    private static final long PATIENCE_MILLIS = 1_000;

    private final Bus bus;
    private final Supplier<Set<NodeId>> live;

    /** @param live the nodes with a lease: one that died less than that ago is still among them */
    public Gateways(Bus bus, Supplier<Set<NodeId>> live) {
        this.bus = bus;
        this.live = live;
    }

    /** @param silent the nodes that gave no answer */
    public record Answers<R>(List<R> given, List<NodeId> silent) {}

    private record Call<R>(NodeId node, Future<R> answer) {}

    /** Never fails. */
    public <Q, R> Future<Answers<R>> ask(Function<NodeId, Address<Q, R>> address, Q question) {
        List<Call<R>> calls = live.get().stream()
                .map(node -> new Call<>(
                        node, bus.call(address.apply(node), question).timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)))
                .toList();
        return Future.join(calls.stream().map(Call::answer).toList())
                .transform(done -> Future.succeededFuture(answers(calls)));
    }

    private static <R> Answers<R> answers(List<Call<R>> calls) {
        List<R> given = new ArrayList<>();
        List<NodeId> silent = new ArrayList<>();
        for (Call<R> call : calls) {
            if (call.answer().succeeded()) {
                given.add(call.answer().result());
            } else {
                silent.add(call.node());
            }
        }
        return new Answers<>(given, silent);
    }
}
