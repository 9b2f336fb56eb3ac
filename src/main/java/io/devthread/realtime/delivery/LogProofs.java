package io.devthread.realtime.delivery;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.LuaScript;
import io.devthread.realtime.platform.RedisLink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of the logs when Redis has been started anew or another one is the master: it may have lost the end of
 * what it was told (the last second of its file, a snapshot's age, what a replica had not got yet). Every log carries
 * the name of the history of Redis in which it was proven last; in another history the scripts answer {@code unproven},
 * whoever asks. It is compared then with what PostgreSQL knows, once for each log that somebody needs: one that holds
 * everything goes on, another begins a new epoch, so that no {@code (epoch, seq)} is used twice and whoever missed
 * something is told {@code reset} or {@code resync}. While nothing happens PostgreSQL is not asked.
 *
 * <p>Used by all threads of a process. Of the many that ask after a restart one query asks for all that came meanwhile.
 */
public final class LogProofs {
    private static final Logger LOG = LoggerFactory.getLogger(LogProofs.class);

    private static final Position NONE = new Position("", 0);

    /** An epoch that no log has: what is known can't be in the log. */
    private static final Position IN_NO_LOG = new Position("?", 0);

    /** Of a query, and of the script calls after it. */
    static final int AT_ONCE = 500;

    private final LuaScript history;
    private final LuaScript prove;
    private final EventLog log;
    private final KnownHeads heads;
    private final String ttl;
    private final Batches<UserId> batches = new Batches<>(this::proveAll);

    LogProofs(RedisLink redis, EventLog log, KnownHeads heads, DeliveryConfig config) {
        this.history = redis.script("delivery_log", "delivery_history");
        this.prove = redis.script("delivery_log", "delivery_prove");
        this.log = log;
        this.heads = heads;
        this.ttl = Long.toString(config.logTtl().toMillis());
    }

    /** Fails with {@code unavailable} when one of the stores is away. Answers on the caller's context. */
    Future<Void> prove(Collection<UserId> users) {
        return onCallersContext(batches.add(List.copyOf(users)));
    }

    /** An answer about the user's log, of a script that says {@code unproven} first where it has to. */
    Future<Response> whole(UserId user, Supplier<Future<Response>> ask) {
        return ask.get().compose(answer -> {
            if (!isUnproven(answer)) {
                return Future.succeededFuture(answer);
            }
            return prove(List.of(user))
                    .compose(proven -> ask.get())
                    .compose(second -> isUnproven(second)
                            ? Future.failedFuture(Refusal.unavailable("the event store"))
                            : Future.succeededFuture(second));
        });
    }

    private static boolean isUnproven(Response answer) {
        return answer.get(0).toString().equals("unproven");
    }

    private Future<Void> proveAll(List<UserId> users) {
        return proveNext(new ArrayDeque<>(new LinkedHashSet<>(users)));
    }

    /** Some at a time: after a restart of Redis all users of a node come at once, too many for one turn of its loop. */
    private Future<Void> proveNext(Deque<UserId> left) {
        if (left.isEmpty()) {
            return Future.succeededFuture();
        }
        List<UserId> some = Stream.generate(left::poll)
                .limit(Math.min(AT_ONCE, left.size()))
                .toList();
        return history.call(List.of(), List.of())
                .compose(name -> proveSome(some, name.toString()))
                .compose(done -> proveNext(left));
    }

    private Future<Void> proveSome(List<UserId> users, String history) {
        return heads.of(users, history).compose(known -> {
            List<Future<Void>> proofs = new ArrayList<>();
            known.forEach((user, one) -> proofs.add(
                    prove(user, one.head().orElse(NONE), one.open(), history).otherwise(failed -> left(user, failed))));
            return Future.join(proofs).mapEmpty();
        });
    }

    /** It must not hold up the others; who needs it finds it unproven and asks again. */
    private static Void left(UserId user, Throwable failed) {
        LOG.debug("delivery.proof_left user={} cause={}", user, failed.toString());
        return null;
    }

    /** In another history by now nothing is decided: who needs it finds it unproven and asks again. */
    private Future<Void> prove(UserId user, Position head, List<Outbox.Pending> open, String history) {
        List<String> arguments =
                new ArrayList<>(List.of(head.epoch(), Long.toString(head.seq()), Epochs.next(), ttl, history));
        open.forEach(row -> arguments.add(row.place().event().toString()));
        return prove.call(new UserKeys(user).ofAppend(), arguments).compose(answer -> {
            switch (answer.get(0).toString()) {
                case "first" -> {
                    return appendFirst(user, open.get(answer.get(1).toInteger()), history);
                }
                case "renewed" -> LOG.warn("delivery.log_lost user={} known={}", user, head);
                default -> {}
            }
            return Future.succeededFuture();
        });
    }

    /** An event that can't be appended (unreadable here, or not the next of its conversation) counts as lost. */
    private Future<Void> appendFirst(UserId user, Outbox.Pending row, String history) {
        return row.event()
                .map(event -> log.appendFirst(event, history))
                .orElseGet(() -> Future.succeededFuture(new Appended.Hole()))
                .compose(answer -> answer instanceof Appended.Hole
                        ? prove(user, IN_NO_LOG, List.of(), history)
                        : Future.succeededFuture());
    }

    private static <T> Future<T> onCallersContext(Future<T> answer) {
        Context context = Vertx.currentContext();
        if (context == null) {
            return answer;
        }
        Promise<T> here = Promise.promise();
        answer.onComplete(done -> context.runOnContext(task -> here.handle(done)));
        return here.future();
    }
}
