package io.devthread.realtime.gateway.poll;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.DeliveryApi.EphemeralFrame;
import io.devthread.realtime.delivery.DeliveryApi.NewsFrame;
import io.devthread.realtime.delivery.DeliveryApi.SharedFrame;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.polling.PollingApi;
import io.devthread.realtime.polling.PollingApi.Kept;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What users who poll here are told in passing, on its way to where it is kept for them: a text that many share travels
 * once for some hundreds of them, so that no message on the bus grows with the number of polls. Any thread.
 */
final class PassingEvents {
    static final int USERS_PER_CALL = 500;

    /** How many things, each with a text of its own. */
    static final int NEWS_PER_CALL = 500;

    private final Bus bus;
    private final Consumer<UserId> wake;

    /** @param wake whose polls can read it now */
    PassingEvents(Bus bus, Consumer<UserId> wake) {
        this.bus = bus;
        this.wake = wake;
    }

    void keep(List<SharedFrame> frames) {
        parts(frames).forEach(this::call);
    }

    private static List<List<SharedFrame>> parts(List<SharedFrame> frames) {
        List<List<SharedFrame>> parts = new ArrayList<>();
        int users = USERS_PER_CALL;
        for (SharedFrame piece : frames.stream().flatMap(PassingEvents::pieces).toList()) {
            users += piece.users().size();
            if (users > USERS_PER_CALL) {
                parts.add(new ArrayList<>());
                users = piece.users().size();
            }
            parts.getLast().add(piece);
        }
        return parts;
    }

    private static Stream<SharedFrame> pieces(SharedFrame frame) {
        List<UserId> users = frame.users();
        return IntStream.iterate(0, from -> from < users.size(), from -> from + USERS_PER_CALL)
                .mapToObj(from -> users.subList(from, Math.min(from + USERS_PER_CALL, users.size())))
                .map(some -> new SharedFrame(some, frame.channel(), frame.body()));
    }

    private void call(List<SharedFrame> frames) {
        bus.call(PollingApi.KEEP, PollingApi.Passing.shared(frames))
                .compose(kept -> kept.shared().isPresent() ? Future.succeededFuture(kept) : callOlder(frames))
                .onSuccess(kept -> wake(frames.stream().flatMap(frame -> frame.users().stream())));
    }

    /** @return fails where some of it may not be kept: whoever gave it gives it again */
    Future<?> keepNews(List<NewsFrame> frames) {
        List<Future<Kept>> calls =
                newsParts(frames).stream().map(this::callNews).toList();
        return calls.isEmpty() ? Future.succeededFuture() : Future.join(calls);
    }

    private static List<List<NewsFrame>> newsParts(List<NewsFrame> frames) {
        List<List<NewsFrame>> parts = new ArrayList<>();
        int size = 0;
        for (NewsFrame frame : frames) {
            size += frame.news().size();
            if (size > NEWS_PER_CALL || parts.isEmpty()) {
                parts.add(new ArrayList<>());
                size = frame.news().size();
            }
            parts.getLast().add(frame);
        }
        return parts;
    }

    private Future<Kept> callNews(List<NewsFrame> frames) {
        return bus.call(PollingApi.KEEP, PollingApi.Passing.news(frames))
                .compose(kept -> kept.news().isPresent() ? Future.succeededFuture(kept) : passedOver())
                .onSuccess(kept -> wake(frames.stream().map(NewsFrame::user)));
    }

    /** By a process of the version before: another one may take it. */
    private static Future<Kept> passedOver() {
        return Future.failedFuture(Refusal.unavailable("news"));
    }

    private void wake(Stream<UserId> users) {
        users.distinct().forEach(wake);
    }

    /** A process of the version before. */
    private Future<Kept> callOlder(List<SharedFrame> frames) {
        List<EphemeralFrame> each = frames.stream()
                .flatMap(frame ->
                        frame.users().stream().map(user -> new EphemeralFrame(user, frame.channel(), frame.body())))
                .toList();
        return bus.call(PollingApi.KEEP, PollingApi.Passing.each(each));
    }
}
