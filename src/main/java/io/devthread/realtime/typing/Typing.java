package io.devthread.realtime.typing;

import io.devthread.realtime.delivery.DeliveryApi.EphemeralFrame;
import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.privacy.PrivacyApi;
import io.devthread.realtime.typing.TypingApi.Noted;
import io.devthread.realtime.typing.TypingApi.TypingEvent;
import io.devthread.realtime.typing.TypingStore.Ended;
import io.devthread.realtime.typing.TypingStore.Started;
import io.devthread.realtime.typing.TypingStore.What;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the partner sees of who types: a start at most every 2 s, and a stop when the last connection of the user has
 * stopped, or 5 s after its last start. A stop goes out only when a start had. On virtual threads.
 *
 * <p>Every process that has served a start watches its end, and Redis decides: who takes the last of it tells the
 * partner. So a stop is sent once, and not while the user types on over another process; it is lost only when all
 * processes that served the last 5 s are, and then the partner's client clears by itself.
 */
final class Typing {
    private static final Logger LOG = LoggerFactory.getLogger(Typing.class);

    /** Redis was away: the next try to clear. */
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final Partners partners;
    private final TypingStore store;
    private final Sharing sharing;
    private final Consumer<EphemeralFrame> delivery;
    private final Duration hold;
    private final Clock clock;
    private final Watchlist watched = new Watchlist();

    /**
     * @param delivery neither waits nor throws
     * @param hold who does not start again within it types no more
     */
    Typing(Partners partners, TypingStore store, Consumer<EphemeralFrame> delivery, Duration hold, Clock clock) {
        this.partners = partners;
        this.store = store;
        this.sharing = new Sharing(store::share, clock);
        this.delivery = delivery;
        this.hold = hold;
        this.clock = clock;
    }

    Noted start(TypingApi.Start start) {
        Typist typist = typist(start.userId(), start.username(), start.conversationId());
        Started started = store.start(typist, start.connection()).await();
        watched.look(typist, clock.instant().plus(hold));
        if (!started.goesOut()) {
            return new Noted(false);
        }
        if (!mayBeSeen(typist, started)) {
            withdraw(typist, started.visible());
            return new Noted(false);
        }
        tell(typist, "typing_start");
        return new Noted(true);
    }

    Noted stop(TypingApi.Stop stop) {
        Typist typist = typist(stop.userId(), stop.username(), stop.conversationId());
        What what = stop.connection().<What>map(What.Connection::new).orElseGet(What.All::new);
        Ended ended = store.end(typist, what).await();
        if (ended.left().isZero()) {
            watched.forget(typist);
        }
        return told(typist, ended);
    }

    /** To be called a few times a second; need not be awaited, never fails. */
    Future<?> clear() {
        Instant now = clock.instant();
        return Future.join(watched.due(now).stream()
                        .map(typist -> clear(typist, now))
                        .toList())
                .otherwiseEmpty();
    }

    /** What the partner sees of who has just switched it off, or blocked or been blocked, goes at once. */
    void privacyChanged(PrivacyApi.Changed changed) {
        sharing.forget(changed);
        watched.concerning(changed.userId()).stream()
                .filter(typist -> changed.otherId().map(typist::concerns).orElse(true))
                .filter(typist -> !sharing.of(typist))
                .forEach(typist -> withdraw(typist, true));
    }

    private Future<Ended> clear(Typist typist, Instant now) {
        return store.end(typist, new What.Expired())
                .onSuccess(ended -> {
                    if (!ended.left().isZero()) {
                        watched.lookAgain(typist, now, ended.left());
                    }
                    told(typist, ended);
                })
                .onFailure(away -> {
                    LOG.debug("typing.clear_later cause={}", away.toString());
                    watched.lookAgain(typist, now, TRY_AGAIN);
                });
    }

    private boolean mayBeSeen(Typist typist, Started started) {
        try {
            return sharing.of(typist);
        } catch (RuntimeException unknown) {
            withdraw(typist, started.visible());
            throw unknown;
        }
    }

    /** @param visible the partner has been told, and must not be left with it */
    private void withdraw(Typist typist, boolean visible) {
        Ended ended = store.end(typist, new What.All()).await();
        watched.forget(typist);
        if (visible) {
            told(typist, ended);
        }
    }

    private Typist typist(UserId user, String username, ConversationId conversation) {
        return new Typist(user, username, conversation, partners.of(user, conversation));
    }

    private Noted told(Typist typist, Ended ended) {
        if (ended.last()) {
            tell(typist, "typing_stop");
        }
        return new Noted(ended.last());
    }

    private void tell(Typist typist, String event) {
        String channel = "conversation:" + typist.conversation();
        TypingEvent data = new TypingEvent(typist.conversation(), typist.user(), typist.username());
        delivery.accept(new EphemeralFrame(
                typist.partner(),
                channel,
                FrameBody.ephemeral("typing", event, Ids.next(), channel, data, clock.instant())));
    }
}
