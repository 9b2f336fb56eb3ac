package io.devthread.realtime.notification;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.bus.TraceIds;
import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.Accepted;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.platform.Halves;
import io.devthread.realtime.tracing.SpanNames;
import io.devthread.realtime.tracing.Tracing;
import io.vertx.pgclient.PgException;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one batch and answers each of its events, after COMMIT. No event suffers from another one: {@link Halves}. */
final class EventWriter {
    private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);

    private final Intake intake;
    private final Consumer<List<DurableEvent>> delivery;
    private final Consumer<DomainEvent> accepted;
    private final Consumer<List<UserId>> followers;
    private final Tracing tracing;

    /**
     * @param delivery is told what has been committed; it neither waits nor throws
     * @param accepted is told of each event that came for the first time
     * @param followers is told whose follows have changed
     */
    EventWriter(
            Intake intake,
            Consumer<List<DurableEvent>> delivery,
            Consumer<DomainEvent> accepted,
            Consumer<List<UserId>> followers,
            Tracing tracing) {
        this.intake = intake;
        this.delivery = delivery;
        this.accepted = accepted;
        this.followers = followers;
        this.tracing = tracing;
    }

    void write(List<PendingEvent> events) {
        new Halves<>(this::commit, EventWriter::refuseAlone).write(events);
    }

    /** Those that have no answer yet: {@link #write} has thrown. */
    static void refuse(List<PendingEvent> events, Throwable thrown) {
        if (thrown instanceof Refusal refusal) {
            events.forEach(event -> event.answer().tryFail(refusal));
        } else {
            LOG.error("notification.events failed events={}{}", events.size(), traces(events), thrown);
            events.forEach(event -> event.answer().tryFail(Refusal.internal()));
        }
    }

    private void commit(List<PendingEvent> pending) {
        List<DomainEvent> events = pending.stream().map(PendingEvent::event).toList();
        Intake.Written written = tracing.together(SpanNames.COMMIT, events, DomainEvent::traceparent)
                .with(SpanNames.BATCH, events.size())
                .during(() -> intake.write(events));
        pending.forEach(event -> event.answer()
                .tryComplete(new Accepted("accepted", event.event().id())));
        delivery.accept(written.told());
        written.fresh().forEach(accepted);
        followers.accept(written.followers());
    }

    private static void refuseAlone(PendingEvent pending, PgException e) {
        LOG.error(
                "notification.events failed id={} type={} sqlstate={}{}",
                pending.event().id(),
                pending.event().type(),
                e.getSqlState(),
                TraceIds.of(pending.event()),
                e);
        pending.answer().tryFail(Refusal.internal());
    }

    private static String traces(List<PendingEvent> events) {
        return TraceIds.ofAll(events.stream()
                .flatMap(pending -> pending.event().traceparent().stream())
                .toList());
    }
}
