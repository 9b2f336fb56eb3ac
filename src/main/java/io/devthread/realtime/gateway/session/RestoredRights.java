package io.devthread.realtime.gateway.session;

import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Asks for the rights to the channels of a resumed session. As long as nobody answers they stay, as nothing tells the
 * client of their end, and it is asked again with growing pauses; only what is refused goes. On the connection's event
 * loop.
 */
final class RestoredRights {
    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

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
        check(restored, FIRST_PAUSE);
    }

    private void check(List<Channel> channels, Duration pause) {
        rights.apply(channels).onComplete(allowed::accept, thrown -> failed(channels, thrown, pause));
    }

    private void failed(List<Channel> channels, Throwable thrown, Duration pause) {
        if (Lane.isOutage(thrown)) {
            timer.accept(jittered(pause), () -> check(channels, longer(pause)));
        } else if (channels.size() == 1) {
            refused.accept(channels.getFirst());
        } else {
            channels.forEach(channel -> check(List.of(channel), pause));
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private static Duration jittered(Duration most) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most.toMillis() / 2, most.toMillis() + 1));
    }
}
