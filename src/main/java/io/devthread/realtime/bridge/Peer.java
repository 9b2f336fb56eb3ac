package io.devthread.realtime.bridge;

import io.devthread.realtime.bridge.ClientFrame.Ping;
import io.devthread.realtime.bridge.ClientFrame.Send;
import io.devthread.realtime.bridge.ClientFrame.Unfit;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connected service, whatever its transport. A frame counts as unanswered until its answer has been written out, not
 * only found: so the bound holds for a client that asks and never reads, too. Thread-safe.
 */
final class Peer {
    private static final Duration BUSY_RETRY = Duration.ofMillis(200);

    /** Who goes on so far beyond the limit neither waits nor reads. */
    private static final int PATIENCE = 4;

    private final Peers peers;
    private final Link link;
    private final Optional<String> token;
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile long heardNanos = System.nanoTime();

    /** @param token that came with the connection: for frames that bring none */
    Peer(Peers peers, Link link, Optional<String> token) {
        this.peers = peers;
        this.link = link;
        this.token = token;
    }

    void received(byte[] json) {
        heardNanos = System.nanoTime();
        int limit = peers.config().inFlight();
        int now = unanswered.incrementAndGet();
        if (now > limit * PATIENCE) {
            link.close();
        } else if (json.length > peers.config().maxFrameBytes()) {
            refuseAndClose(tooLarge());
        } else {
            answer(ClientFrame.read(json), now > limit)
                    .compose(frame -> frame.map(link::write).orElse(Future.succeededFuture()))
                    .onComplete(written -> {
                        unanswered.decrementAndGet();
                        peers.answered();
                    });
        }
    }

    /** What can't be read any further. */
    void refuseAndClose(Refusal refusal) {
        link.write(ServerFrames.error(Optional.empty(), refusal)).onComplete(written -> link.close());
    }

    Refusal tooLarge() {
        return Refusal.of(
                Failure.TOO_LARGE, "a frame may have at most " + peers.config().maxFrameBytes() + " bytes");
    }

    void close() {
        link.close();
    }

    boolean isBusy() {
        return unanswered.get() > 0;
    }

    boolean isLate(long nowNanos) {
        return link.isStalled(nowNanos)
                || nowNanos - heardNanos > peers.config().idleTimeout().toNanos();
    }

    /** Never fails; empty where the client expects nothing. */
    private Future<Optional<String>> answer(ClientFrame frame, boolean isTooMuch) {
        return switch (frame) {
            case Ping ping ->
                Future.succeededFuture(link.answersPings() ? Optional.of(ServerFrames.pong()) : Optional.empty());
            case Unfit unfit -> {
                peers.count(link.door(), unfit.why().failure().code());
                yield Future.succeededFuture(Optional.of(ServerFrames.error(unfit.replyAddress(), unfit.why())));
            }
            case Send send -> answer(send, isTooMuch);
        };
    }

    private Future<Optional<String>> answer(Send send, boolean isTooMuch) {
        return call(send, isTooMuch)
                .map(reply -> {
                    peers.count(link.door(), Peers.OK);
                    return send.replyAddress().map(mark -> ServerFrames.reply(link.replyType(), mark, reply));
                })
                .otherwise(thrown -> {
                    Refusal refusal = peers.refusal(thrown);
                    peers.count(link.door(), refusal.failure().code());
                    return Optional.of(ServerFrames.error(send.replyAddress(), refusal));
                });
    }

    private Future<?> call(Send send, boolean isTooMuch) {
        try {
            if (isTooMuch || peers.areDraining()) {
                throw Refusal.retryLater(
                        Failure.UNAVAILABLE, "too much is unanswered, or the service stops: try again", BUSY_RETRY);
            }
            return peers.call(send.token().or(() -> token), send.address(), send.body());
        } catch (RuntimeException thrown) {
            return Future.failedFuture(thrown);
        }
    }
}
