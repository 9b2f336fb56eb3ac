package io.devthread.realtime.presence;

import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.LuaScript;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.presence.Findings.Announcement;
import io.devthread.realtime.presence.Leases.View;
import io.devthread.realtime.presence.PresenceApi.Connected;
import io.devthread.realtime.presence.PresenceApi.Refresh;
import io.devthread.realtime.presence.PresenceApi.Report;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Who is there, in Redis: one script call per bucket, all buckets in one pipeline. A future fails with
 * {@code unavailable} when Redis is away.
 */
final class PresenceState {
    private static final String RULES = "presence_person";

    /**
     * All buckets are swept in so many parts. Redis does in one go what one connection has sent: a thousand people
     * that come due together held up everybody else's commands for 50 ms.
     */
    static final int PARTS = 16;

    /** Buckets. */
    private static final int PART = PersonKeys.BUCKETS / PARTS;

    /** People of a bucket that one sweep looks at; the rest waits for the next one. */
    private static final String SWEPT = "1000";

    private static final int LOOK_COLUMNS = 4;

    private final InstantSource clock;
    private final List<String> periods;
    private final LuaScript report;
    private final LuaScript choose;
    private final LuaScript look;
    private final LuaScript sweep;
    private final LuaScript told;
    private final LuaScript forget;

    PresenceState(RedisLink redis, InstantSource clock, PresenceConfig config) {
        this.clock = clock;
        this.periods = List.of(
                Long.toString(config.offlineDebounce().toMillis()),
                Long.toString(config.pollGrace().toMillis()),
                Long.toString(config.publishEvery().toMillis()),
                Long.toString(config.lastSeenEvery().toMillis()));
        this.report = redis.script(RULES, "presence_report");
        this.choose = redis.script(RULES, "presence_choose");
        this.look = redis.script(RULES, "presence_look");
        this.sweep = redis.script(RULES, "presence_sweep");
        this.told = redis.script(RULES, "presence_told");
        this.forget = redis.script(RULES, "presence_forget");
    }

    Future<Findings> report(View view, Report report) {
        return inBuckets(report.users(), Connected::userId, (bucket, users) -> {
            List<String> arguments = arguments(view, report.node().value(), number(report.number()), "some");
            users.forEach(user -> write(user, arguments));
            return this.report.call(bucket.all(), arguments);
        });
    }

    Future<Findings> refresh(View view, Refresh refresh) {
        Map<Integer, List<Connected>> users = refresh.users().stream()
                .collect(Collectors.groupingBy(
                        user -> PersonKeys.of(user.userId()).bucket()));
        return findings(refresh.buckets().stream()
                .map(bucket -> {
                    List<String> arguments = arguments(view, refresh.node().value(), number(refresh.number()), "all");
                    users.getOrDefault(bucket, List.of()).forEach(user -> write(user, arguments));
                    return this.report.call(new PersonKeys(bucket).all(), arguments);
                })
                .toList());
    }

    Future<Findings> choose(View view, Collection<Choice> choices) {
        return inBuckets(choices, Choice::user, (bucket, some) -> {
            List<String> arguments = arguments(view);
            for (Choice choice : some) {
                arguments.add(choice.user().toString());
                arguments.add(choice.chosen());
                arguments.add(number(choice.chosenAsOf()));
                arguments.add(choice.hidden() ? "1" : "0");
                arguments.add(number(choice.hiddenAsOf()));
            }
            return choose.call(bucket.all(), arguments);
        });
    }

    /** Exactly as it is now; those of whom Redis knows nothing are not {@link Looked#known}. */
    Future<Map<UserId, Looked>> look(View view, Collection<UserId> users) {
        Map<PersonKeys, List<UserId>> buckets =
                users.stream().distinct().collect(Collectors.groupingBy(PersonKeys::of));
        List<Future<Map<UserId, Looked>>> answers = buckets.entrySet().stream()
                .map(bucket -> {
                    List<String> arguments = arguments(view);
                    bucket.getValue().forEach(user -> arguments.add(user.toString()));
                    return look.call(bucket.getKey().all(), arguments)
                            .map(answer -> looked(bucket.getValue(), Findings.looked(answer)));
                })
                .toList();
        return all(answers).map(parts -> {
            Map<UserId, Looked> all = new HashMap<>();
            parts.forEach(all::putAll);
            return all;
        });
    }

    /**
     * Everything that is due in the buckets of a part; a bucket that can't be asked now is due the next time.
     *
     * @param part 0 to {@link #PARTS} - 1
     */
    Future<Findings> sweep(View view, int part) {
        List<Future<Findings>> answers = IntStream.range(part * PART, (part + 1) * PART)
                .mapToObj(bucket -> sweep.call(new PersonKeys(bucket).all(), arguments(view, SWEPT))
                        .map(Findings::of))
                .toList();
        return Future.join(answers)
                .transform(done -> answers.stream().noneMatch(Future::succeeded)
                        ? Future.failedFuture(done.cause())
                        : Future.succeededFuture(Findings.all(answers.stream()
                                .filter(Future::succeeded)
                                .map(Future::result)
                                .toList())));
    }

    Future<Findings> told(View view, Collection<Announcement> announcements) {
        return inBuckets(announcements, announcement -> announcement.shown().userId(), (bucket, some) -> {
            List<String> arguments = arguments(view);
            for (Announcement announcement : some) {
                arguments.add(announcement.shown().userId().toString());
                arguments.add(announcement.token());
            }
            return told.call(bucket.all(), arguments);
        });
    }

    /** When they were last there; what is chosen is for {@link #choose}. */
    Future<Findings> forget(View view, Collection<UserId> users) {
        return inBuckets(users, Function.identity(), (bucket, some) -> {
            List<String> arguments = arguments(view);
            some.forEach(user -> arguments.add(user.toString()));
            return forget.call(bucket.all(), arguments);
        });
    }

    @FunctionalInterface
    private interface Call<T> {
        Future<Response> of(PersonKeys bucket, List<T> some);
    }

    private <T> Future<Findings> inBuckets(Collection<T> all, Function<T, UserId> user, Call<T> call) {
        Map<PersonKeys, List<T>> buckets =
                all.stream().collect(Collectors.groupingBy(one -> PersonKeys.of(user.apply(one))));
        return findings(buckets.entrySet().stream()
                .map(bucket -> call.of(bucket.getKey(), bucket.getValue()))
                .toList());
    }

    private static Future<Findings> findings(List<Future<Response>> answers) {
        return all(answers)
                .map(all -> Findings.all(all.stream().map(Findings::of).toList()));
    }

    /** Waits for all, so that what is asked next is executed after them. */
    private static <T> Future<List<T>> all(List<Future<T>> answers) {
        return answers.isEmpty()
                ? Future.succeededFuture(List.of())
                : Future.join(answers)
                        .map(done -> answers.stream().map(Future::result).toList());
    }

    private List<String> arguments(View view, String... more) {
        List<String> arguments = new ArrayList<>();
        arguments.add(number(clock.millis()));
        arguments.add(number(view.readAt()));
        arguments.addAll(periods);
        arguments.add(number(view.live().size()));
        view.live().stream().map(NodeId::value).forEach(arguments::add);
        arguments.addAll(List.of(more));
        return arguments;
    }

    private static void write(Connected user, List<String> arguments) {
        arguments.add(user.userId().toString());
        arguments.add(user.activity().name().toLowerCase(Locale.ROOT));
    }

    private static Map<UserId, Looked> looked(List<UserId> users, List<Response> answer) {
        Map<UserId, Looked> looked = new HashMap<>();
        Findings.rows(answer, LOOK_COLUMNS)
                .forEach(i -> looked.put(
                        users.get(i / LOOK_COLUMNS),
                        new Looked(
                                answer.get(i).toString(),
                                Findings.moment(answer.get(i + 1)),
                                answer.get(i + 2).toLong(),
                                answer.get(i + 3).toString())));
        return looked;
    }

    private static String number(long number) {
        return Long.toString(number);
    }
}
