package io.devthread.realtime.delivery;

import io.devthread.realtime.delivery.DeliveryApi.NewsFrame;
import io.devthread.realtime.delivery.DeliveryApi.SharedFrame;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.LuaScript;
import io.devthread.realtime.platform.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The event logs as users see them who have no connection and poll. What such a user is told in passing is kept for a
 * minute, because between two polls nobody could take it. Each call is one Redis script, or one for each bucket; all may
 * be called from an event loop. A future fails with {@code unavailable} when Redis is away.
 */
public final class PolledLogs {
    /** Contract section 5: best effort, the last 50 within 60 s. */
    private static final Duration WORTH_TELLING = Duration.ofSeconds(60);

    private static final int MOST_PASSING = 50;
    private static final int ENOUGH_BYTES = 256 * 1_024;
    private static final int FIXED = 6;

    private final LogProofs proofs;
    private final LuaScript poll;
    private final LuaScript pass;
    private final LuaScript news;
    private final LuaScript leave;
    private final String logTtl;
    private final String directoryTtl = Long.toString(Logs.DIRECTORY_TTL.toMillis());

    /**
     * @param node that will be woken for the user from now on
     * @param after the last durable event that the client has; empty for a first poll
     * @param lastPassing as the answer before had it; empty for a first poll
     * @param channels whose passing events are wanted
     */
    public record Poll(
            UserId user, NodeId node, Optional<Position> after, String lastPassing, Collection<String> channels) {}

    public PolledLogs(RedisLink redis, DeliveryConfig config, LogProofs proofs) {
        this.proofs = proofs;
        this.poll = redis.script("delivery_log", "delivery_poll");
        this.pass = redis.script("delivery_pass");
        this.news = redis.script("delivery_news");
        this.leave = redis.script("delivery_leave");
        this.logTtl = Long.toString(config.logTtl().toMillis());
    }

    /**
     * Enters the node in the directory and reads, in one step: what comes later is a wake-up. Whoever begins here, without
     * a last poll or with one that can't be continued, is told all news again.
     */
    public Future<Polled> poll(Poll request) {
        UserKeys keys = new UserKeys(request.user());
        List<String> arguments = new ArrayList<>(List.of(
                request.node().value(),
                Epochs.next(),
                logTtl,
                directoryTtl,
                request.after().map(Position::epoch).orElse(""),
                request.after().map(after -> Long.toString(after.seq())).orElse("0"),
                request.lastPassing(),
                Long.toString(WORTH_TELLING.toMillis()),
                Integer.toString(ENOUGH_BYTES)));
        arguments.addAll(request.channels());
        List<String> all = List.of(keys.head(), keys.log(), keys.nodes(), keys.passing(), keys.told());
        return proofs.whole(request.user(), () -> poll.call(all, arguments)).map(answer -> polled(request, answer));
    }

    /** One of the frames, by its place, for one of its users. */
    private record Share(UserId user, int frame) {}

    /** Keeps them for users who poll; repeated ones once. */
    public Future<Void> keep(List<SharedFrame> frames) {
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            int frame = i;
            frames.get(i).users().forEach(user -> shares.add(new Share(user, frame)));
        }
        return perBucket(shares, Share::user, some -> keep(frames, some));
    }

    /** Each text goes to Redis once for all users of a bucket. */
    private Future<Response> keep(List<SharedFrame> frames, List<Share> shares) {
        List<Integer> used = shares.stream().map(Share::frame).distinct().toList();
        List<String> arguments = new ArrayList<>(List.of(
                Long.toString(WORTH_TELLING.toMillis()),
                Integer.toString(MOST_PASSING),
                Integer.toString(used.size())));
        used.stream().map(frames::get).forEach(frame -> arguments.addAll(List.of(frame.channel(), frame.body())));
        shares.forEach(share -> arguments.add(Integer.toString(used.indexOf(share.frame()))));
        return pass.call(
                shares.stream()
                        .map(share -> new UserKeys(share.user()).passing())
                        .toList(),
                arguments);
    }

    /** Keeps of each what its user has not been told yet, by this node or another. */
    public Future<Void> keepNews(List<NewsFrame> frames) {
        return perBucket(frames, NewsFrame::user, this::keepNewsOfBucket);
    }

    private Future<Response> keepNewsOfBucket(List<NewsFrame> frames) {
        List<String> keys = new ArrayList<>();
        List<String> arguments =
                new ArrayList<>(List.of(Long.toString(WORTH_TELLING.toMillis()), Integer.toString(MOST_PASSING)));
        for (NewsFrame frame : frames) {
            UserKeys user = new UserKeys(frame.user());
            keys.addAll(List.of(user.passing(), user.told()));
            arguments.addAll(List.of(
                    frame.channel(),
                    frame.before(),
                    frame.after(),
                    Integer.toString(frame.news().size())));
            frame.news()
                    .forEach(one ->
                            arguments.addAll(List.of(one.of(), Long.toString(one.version()), one.state(), one.text())));
        }
        return news.call(keys, arguments);
    }

    /** Users who polled on the node and have not come again: it need not be woken for them, and all is news again. */
    public Future<Void> leave(NodeId node, Collection<UserId> users) {
        return perBucket(
                users,
                user -> user,
                some -> leave.call(
                        some.stream()
                                .map(UserKeys::new)
                                .flatMap(user -> Stream.of(user.nodes(), user.told()))
                                .toList(),
                        List.of(node.value())));
    }

    private static <T> Future<Void> perBucket(
            Collection<T> all, Function<T, UserId> user, Function<List<T>, Future<Response>> call) {
        List<Future<Response>> calls =
                all.stream().collect(Collectors.groupingBy(one -> UserKeys.bucket(user.apply(one)))).values().stream()
                        .map(call)
                        .toList();
        return calls.isEmpty() ? Future.succeededFuture() : Future.join(calls).mapEmpty();
    }

    private static Polled polled(Poll request, Response answer) {
        int bodies = answer.get(5).toInteger();
        Position head = new Position(answer.get(1).toString(), answer.get(2).toLong());
        List<String> passing = IntStream.range(FIXED + bodies, answer.size())
                .mapToObj(i -> answer.get(i).toString())
                .toList();
        Resumption resumption = resumption(request, answer, bodies);
        return new Polled(
                resumption,
                position(request, resumption, head),
                passing,
                answer.get(4).toString(),
                answer.get(3).toInteger() == 1);
    }

    private static Resumption resumption(Poll request, Response answer, int bodies) {
        String result = answer.get(0).toString();
        return switch (result) {
            case "none" -> new Resumption.None();
            case "full" ->
                new Resumption.Full(IntStream.range(0, bodies)
                        .mapToObj(i -> new Entry(
                                request.after().orElseThrow().seq() + 1 + i,
                                answer.get(FIXED + i).toString()))
                        .toList());
            default -> new Resumption.Reset(Resumption.Reason.of(result));
        };
    }

    private static Position position(Poll request, Resumption resumption, Position head) {
        return switch (resumption) {
            case Resumption.Full full ->
                new Position(
                        head.epoch(),
                        request.after().orElseThrow().seq() + full.missed().size());
            case Resumption.None none -> head;
            case Resumption.Reset reset -> head;
        };
    }
}
