package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Backoff;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Asks for the rights to the channels of a resumed session. As long as nobody answers they stay, as nothing tells the
 * client of their end, and it is asked again with growing pauses; only what is refused goes. On the connection's event
 * loop.
 */
final class RestoredRights {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Function<List<Channel>, Future<Map<ConversationId, UserId>>> rights;
    private final Consumer<Map<ConversationId, UserId>> allowed;
    private final Consumer<Channel> refused;
    private final BiConsumer<Duration, Runnable> timer;

    /**
     * @param rights see {@link ChannelRights#checkAll}
     * @param timer runs a task after a while, if the connection lives by then
     */
    RestoredRights(
            Function<List<Channel>, Future<Map<ConversationId, UserId>>> rights,
            Consumer<Map<ConversationId, UserId>> allowed,
            Consumer<Channel> refused,
            BiConsumer<Duration, Runnable> timer) {
        this.rights = rights;
        this.allowed = allowed;
        this.refused = refused;
        this.timer = timer;
    }

    /** All at once; each for itself where one of them is refused. */
    void check(List<Channel> restored) {
        check(restored, new Backoff(FIRST_PAUSE, LONGEST_PAUSE));
    }

    private void check(List<Channel> channels, Backoff backoff) {
        rights.apply(channels).onComplete(allowed::accept, thrown -> failed(channels, thrown, backoff));
    }

    private void failed(List<Channel> channels, Throwable thrown, Backoff backoff) {
        if (Refusal.isOutage(thrown)) {
            timer.accept(backoff.next(), () -> check(channels, backoff));
        } else if (channels.size() == 1) {
            refused.accept(channels.getFirst());
        } else {
            channels.forEach(channel -> check(List.of(channel)));
        }
    }
}
