package io.devthread.realtime.gateway.session;

import io.devthread.realtime.delivery.Entry;
import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.delivery.Resumption.Reason;
import io.devthread.realtime.delivery.Tail;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.Socket;
import io.devthread.realtime.gateway.trace.Trail;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one socket in step with its user's event log: writes durable events strictly in {@code seq} order, reads what
 * a wake-up skipped from the log, and leaves in the log what a slow reader has no room for. When the log can't prove
 * continuity any more it says {@code resync}, never nothing.
 *
 * <p>On the socket's event loop, except {@link #wake} and {@link #reaches}.
 */
final class DurableFeed {
    private static final Logger LOG = LoggerFactory.getLogger(DurableFeed.class);

    private final ResumeBuffer buffer = new ResumeBuffer();
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final UserId user;
    private final Socket socket;
    private final Function<Position, Future<Tail>> log;
    private final long outboundBytes;
    private final Clock clock;
    private final Consumer<Position> confirmed;
    private final Trail trail;
    private final SessionMetrics metrics;
    private final DeliveryTimes times;
    private boolean reading;
    private long acknowledged;
    private long openedAfter;
    private boolean confirmedSinceOpen;
    private volatile OptionalLong fullSinceNanos = OptionalLong.empty();

    private record Resync(String reason, String epoch, long seq) {}

    /**
     * @param log what follows a position in the user's event log
     * @param confirmed is told what the client has: everything up to a position
     * @param trail remembers what happens, for who asks
     */
    DurableFeed(
            UserId user,
            Socket socket,
            Function<Position, Future<Tail>> log,
            long outboundBytes,
            Clock clock,
            SessionMetrics metrics,
            Consumer<Position> confirmed,
            Trail trail) {
        this.user = user;
        this.socket = socket;
        this.log = log;
        this.outboundBytes = outboundBytes;
        this.clock = clock;
        this.confirmed = confirmed;
        this.trail = trail;
        this.metrics = metrics;
        this.times = new DeliveryTimes(metrics.feed(), clock);
    }

    /** From any thread. Several wake-ups before the event loop gets to it are written in one go. */
    void wake(Position position, Frame frame) {
        if (buffer.offer(position, frame)) {
            scheduleDrain();
        }
    }

    /** From any thread: the position check found the log at {@code head}. */
    void reaches(Position head) {
        if (buffer.reaches(head)) {
            scheduleDrain();
        }
    }

    /** The client starts at {@code position}: until it confirms that, what it has of the past is not known. */
    void open(Position position) {
        openAt(position);
        drain();
    }

    /** The client has everything up to {@code position}; {@code replay} follows it without a gap, then live events. */
    void resume(Position position, List<Entry> replay) {
        openAt(position);
        confirm(position);
        offer(position.epoch(), replay);
        times.liveAfter(replay.isEmpty() ? position.seq() : replay.getLast().seq());
        drain();
    }

    /**
     * Cumulative. What was never written to this connection, or is of another epoch, is ignored. So is what is older
     * than where the client started: after a {@code resync} it can only be late, and meant for the epoch before.
     */
    void acknowledge(Command.Ack ack) {
        Optional<Position> written = buffer.position();
        if (written.isEmpty() || ack.seq() > written.get().seq()) {
            return;
        }
        if (ack.epoch().isPresent() && !ack.epoch().get().equals(written.get().epoch())) {
            return;
        }
        if (ack.seq() > acknowledged || (ack.seq() == acknowledged && !confirmedSinceOpen)) {
            confirm(new Position(written.get().epoch(), ack.seq()));
        }
    }

    private void openAt(Position position) {
        buffer.open(position);
        acknowledged = position.seq();
        openedAfter = position.seq();
        confirmedSinceOpen = false;
        times.liveAfter(position.seq());
    }

    private void confirm(Position position) {
        acknowledged = position.seq();
        confirmedSinceOpen = true;
        times.confirmed(position.seq());
        confirmed.accept(position);
        trail.confirmed(position.seq());
    }

    long acknowledged() {
        return acknowledged;
    }

    /** Only what follows this seq was written to the socket. */
    long openedAfter() {
        return openedAfter;
    }

    /** Empty until the client has confirmed something. */
    Optional<Long> confirmed() {
        return Optional.of(acknowledged).filter(any -> confirmedSinceOpen);
    }

    Optional<Position> position() {
        return buffer.position();
    }

    /** Since when durable events wait for the reader, {@link System#nanoTime}; empty while it keeps up. Any thread. */
    OptionalLong fullSinceNanos() {
        return fullSinceNanos;
    }

    /** Writes what is due, as far as the reader has room. */
    void drain() {
        while (!reading && socket.isOpen()) {
            if (socket.pendingBytes() > outboundBytes) {
                if (fullSinceNanos.isEmpty()) {
                    fullSinceNanos = OptionalLong.of(System.nanoTime());
                    buffer.position().ifPresent(position -> trail.held(position.seq()));
                }
                return;
            }
            fullSinceNanos = OptionalLong.empty();
            switch (buffer.poll()) {
                case ResumeBuffer.Next.Event event -> write(event);
                case ResumeBuffer.Next.Gap gap -> fill(gap);
                case ResumeBuffer.Next.NewEpoch newEpoch -> read(newEpoch.after());
                case ResumeBuffer.Next.Nothing nothing -> {
                    return;
                }
            }
        }
    }

    private void write(ResumeBuffer.Next.Event event) {
        socket.send(event.frame());
        trail.written(event.seq(), event.frame());
        metrics.traffic().sent(event.frame());
        times.written(event.seq(), event.frame());
    }

    private void fill(ResumeBuffer.Next.Gap gap) {
        metrics.feed().gap();
        read(gap.after());
    }

    private void scheduleDrain() {
        if (drainScheduled.compareAndSet(false, true)) {
            socket.execute(() -> {
                drainScheduled.set(false);
                drain();
            });
        }
    }

    private void read(Position after) {
        reading = true;
        log.apply(after)
                .onComplete(
                        tail -> socket.execute(() -> continueWith(after, tail)),
                        away -> socket.execute(() -> leaveToPositionCheck(away)));
    }

    private void continueWith(Position after, Tail tail) {
        reading = false;
        switch (tail) {
            case Tail.Entries found -> {
                offer(after.epoch(), found.entries());
                if (buffer.isAtEnd()) {
                    LOG.info("feed.hint unexplained user={} after={}", user, after);
                    return;
                }
            }
            case Tail.Lost lost -> {
                if (!hasComeLate(after, lost.head())) {
                    resync(after, lost.head());
                }
            }
        }
        drain();
    }

    /** Wake-ups of two processes overtake each other: what the log has no more may have arrived while it was read. */
    private boolean hasComeLate(Position before, Position head) {
        return before.epoch().equals(head.epoch()) && buffer.hasNext();
    }

    private void resync(Position before, Position head) {
        Reason reason = before.epoch().equals(head.epoch()) ? Reason.TOO_OLD : Reason.EPOCH_CHANGED;
        metrics.feed().resync(reason.code());
        LOG.info("feed.resync user={} reason={}", user, reason.code());
        openAt(head);
        trail.reset(head.seq(), reason);
        socket.send(Replies.system(
                "resync", Optional.empty(), new Resync(reason.code(), head.epoch(), head.seq()), clock.millis()));
    }

    private void leaveToPositionCheck(Throwable away) {
        reading = false;
        LOG.warn("feed.read failed user={} cause={}", user, away.toString());
    }

    private void offer(String epoch, List<Entry> entries) {
        for (Entry entry : entries) {
            buffer.offer(new Position(epoch, entry.seq()), Frame.of(FrameBody.frame(entry.seq(), entry.body())));
        }
    }
}
