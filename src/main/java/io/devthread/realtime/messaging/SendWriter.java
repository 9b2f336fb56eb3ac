package io.devthread.realtime.messaging;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.bus.TraceIds;
import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.messaging.Batch.Addressed;
import io.devthread.realtime.messaging.ConversationStore.Pair;
import io.devthread.realtime.messaging.MessagingApi.Send;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Halves;
import io.devthread.realtime.tracing.SpanNames;
import io.devthread.realtime.tracing.Step;
import io.devthread.realtime.tracing.Tracing;
import io.vertx.pgclient.PgException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one batch and answers each of its sends, after COMMIT. No send suffers from another one: see {@link Halves}.
 */
final class SendWriter {
    private static final Logger LOG = LoggerFactory.getLogger(SendWriter.class);

    private final Conversations conversations;
    private final SendStore store;
    private final Consumer<List<DurableEvent>> delivery;
    private final Tracing tracing;

    private record Item(PendingSend pending, Addressed addressed) {}

    /** @param delivery is told what has been committed; it neither waits nor throws */
    SendWriter(Conversations conversations, SendStore store, Consumer<List<DurableEvent>> delivery, Tracing tracing) {
        this.conversations = conversations;
        this.store = store;
        this.delivery = delivery;
        this.tracing = tracing;
    }

    void write(List<PendingSend> sends) {
        new Halves<>(this::commit, SendWriter::refuseAlone).write(address(sends));
    }

    /** Those that have no answer yet: {@link #write} has thrown. */
    static void refuse(List<PendingSend> sends, Throwable thrown) {
        if (thrown instanceof Refusal refusal) {
            sends.forEach(send -> send.refuse(refusal));
        } else {
            LOG.error("messaging.send failed sends={}{}", sends.size(), traces(sends), thrown);
            sends.forEach(send -> send.refuse(Refusal.internal()));
        }
    }

    /** Finds the conversation of each send; a send that can't have one is refused here. */
    private List<Item> address(List<PendingSend> sends) {
        List<Pair> pairs = sends.stream()
                .flatMap(pending -> pair(pending.send()).stream())
                .distinct()
                .toList();
        Map<Pair, ConversationId> opened = pairs.isEmpty() ? Map.of() : conversations.openAll(pairs);
        List<Pair> none =
                pairs.stream().filter(pair -> !opened.containsKey(pair)).toList();
        Map<Pair, Refusal> reasons = none.isEmpty() ? Map.of() : conversations.whyNone(none);
        List<Item> items = new ArrayList<>();
        for (PendingSend pending : sends) {
            Send send = pending.send();
            pair(send)
                    .map(opened::get)
                    .or(send::conversationId)
                    .ifPresentOrElse(
                            id -> items.add(new Item(pending, new Addressed(send, id))),
                            () -> pending.refuse(reasons.get(pair(send).orElseThrow())));
        }
        return items;
    }

    private static Optional<Pair> pair(Send send) {
        return send.recipientId().map(recipient -> new Pair(send.senderId(), recipient));
    }

    private void commit(List<Item> items) {
        if (items.isEmpty()) {
            return;
        }
        List<Addressed> sends = items.stream().map(Item::addressed).toList();
        SendStore.Written written = transaction(sends).during(() -> store.write(sends));
        for (int i = 0; i < items.size(); i++) {
            items.get(i).pending().answer().tryComplete(written.results().get(i));
        }
        delivery.accept(written.events());
    }

    private Step transaction(List<Addressed> sends) {
        return tracing.together(SpanNames.COMMIT, sends, send -> send.send().traceparent())
                .with(SpanNames.BATCH, sends.size());
    }

    private static void refuseAlone(Item item, PgException e) {
        UserId sender = item.addressed().send().senderId();
        LOG.error(
                "messaging.send failed sender={} conversation={} sqlstate={}{}",
                sender,
                item.addressed().conversation(),
                e.getSqlState(),
                traces(List.of(item.pending())),
                e);
        item.pending().refuse(Refusal.internal());
    }

    private static String traces(List<PendingSend> sends) {
        return TraceIds.ofAll(sends.stream()
                .flatMap(pending -> pending.send().traceparent().stream())
                .toList());
    }
}
