package io.devthread.realtime.gateway.poll;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.polling.PollingApi.Answer;
import io.devthread.realtime.polling.PollingApi.Read;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * One poll until its answer. It reads at once, and again whenever it is woken; a wake-up in the middle of a read makes
 * another one, so that nothing falls between. On the event loop of its request, except where a method says otherwise.
 */
final class WaitingPoll {
    private final UUID id = Ids.next();
    private final Context loop;
    private final Function<Read, Future<Answer>> reader;
    private final Identity identity;
    private final long deadlineNanos;
    private final boolean waits;
    private final Promise<Answer> promise = Promise.promise();
    private Read next;
    private Optional<Answer> last = Optional.empty();
    private boolean reading;
    private boolean woken;
    private volatile boolean over;
    private volatile boolean ending;
    private volatile Optional<Position> position = Optional.empty();

    /** @param waits for something to answer; otherwise the first read is the answer, whatever it says */
    WaitingPoll(
            Context loop,
            Function<Read, Future<Answer>> reader,
            Identity identity,
            Read first,
            boolean waits,
            long deadlineNanos) {
        this.loop = loop;
        this.reader = reader;
        this.identity = identity;
        this.next = first;
        this.waits = waits;
        this.deadlineNanos = deadlineNanos;
    }

    UUID id() {
        return id;
    }

    Future<Answer> answer() {
        return promise.future();
    }

    Identity identity() {
        return identity;
    }

    UserId user() {
        return identity.user();
    }

    /** Any thread: where its client stands; empty while that is not known, and when it need not be woken. */
    Optional<Position> position() {
        return over ? Optional.empty() : position;
    }

    /** Any thread. */
    boolean isDue(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }

    void read() {
        if (reading) {
            woken = true;
        } else if (!over) {
            reading = true;
            woken = false;
            reader.apply(next)
                    .onComplete(
                            answer -> loop.runOnContext(turn -> came(answer)),
                            away -> loop.runOnContext(turn -> failed(away)));
        }
    }

    /** Any thread: there may be something to answer. */
    void wake() {
        loop.runOnContext(turn -> read());
    }

    /** Any thread: it is answered as soon as it can be, with what there is. */
    void end() {
        ending = true;
        loop.runOnContext(turn -> last.ifPresent(this::complete));
    }

    /** Any thread. */
    void refuse(Refusal refusal) {
        loop.runOnContext(turn -> {
            over = true;
            promise.tryFail(refusal);
        });
    }

    private void came(Answer answer) {
        reading = false;
        boolean says = !answer.frames().isEmpty() || answer.reset();
        if (says || !waits || ending || isDue(System.nanoTime())) {
            complete(answer);
            return;
        }
        last = Optional.of(answer);
        position = Optional.of(answer.position());
        next = new Read(
                next.userId(), next.node(), Optional.of(answer.lastPollId()), Optional.empty(), next.channels());
        if (woken) {
            read();
        }
    }

    /** What is known already is an answer; the position check wakes it again. */
    private void failed(Throwable away) {
        reading = false;
        if (last.isEmpty()) {
            over = true;
            promise.tryFail(away);
        }
    }

    private void complete(Answer answer) {
        over = true;
        promise.tryComplete(answer);
    }

    /** What it is woken by: these channels' events, too. */
    List<String> channels() {
        return next.channels();
    }
}
