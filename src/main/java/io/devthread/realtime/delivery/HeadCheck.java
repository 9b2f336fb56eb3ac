package io.devthread.realtime.delivery;

import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.LuaScript;
import io.devthread.realtime.platform.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The position check as Redis sees it: compares where a node believes that its users' logs end with their heads, by
 * {@code delivery_check.lua} or, at a glance, {@code delivery_heads.lua}, in one call for each bucket of users.
 */
final class HeadCheck {
    private static final int FIELDS = 3;

    private final LuaScript check;
    private final LuaScript heads;
    private final NodeId node;
    private final LogProofs proofs;
    private final List<String> ttls;

    /** @param node that the users are on */
    HeadCheck(RedisLink redis, NodeId node, LogProofs proofs, String logTtl, String sessionTtl, String directoryTtl) {
        this.node = node;
        this.proofs = proofs;
        this.check = redis.script("delivery_log", "delivery_check");
        this.heads = redis.script("delivery_log", "delivery_heads");
        this.ttls = List.of(logTtl, sessionTtl, directoryTtl);
    }

    Future<Checked> check(Collection<Watched> watched) {
        return inBuckets(watched, this::ask).map(Checked::of);
    }

    /** Looks closer only at those whose log does not end as believed. */
    Future<Checked> glance(Collection<Watched> watched) {
        return inBuckets(watched, this::suspicious)
                .compose(found -> check(found.stream().flatMap(List::stream).toList()));
    }

    /** Fails only if it could be asked for none of the buckets. */
    private static <T> Future<List<T>> inBuckets(
            Collection<Watched> watched, Function<List<Watched>, Future<T>> question) {
        Map<Integer, List<Watched>> buckets =
                watched.stream().collect(Collectors.groupingBy(one -> UserKeys.bucket(one.user())));
        List<Future<T>> answers = buckets.values().stream().map(question).toList();
        if (answers.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return Future.join(answers).transform(done -> {
            if (answers.stream().noneMatch(Future::succeeded)) {
                return Future.failedFuture(answers.getFirst().cause());
            }
            return Future.succeededFuture(answers.stream()
                    .filter(Future::succeeded)
                    .map(Future::result)
                    .toList());
        });
    }

    private Future<List<Watched>> suspicious(List<Watched> users) {
        List<String> keys = new ArrayList<>(users.size());
        List<String> arguments = new ArrayList<>(2 * users.size());
        for (Watched watched : users) {
            keys.add(new UserKeys(watched.user()).head());
            arguments.add(watched.position().epoch());
            arguments.add(Long.toString(watched.position().seq()));
        }
        return heads.call(keys, arguments).map(numbers -> numbers.stream()
                .map(number -> users.get(number.toInteger()))
                .toList());
    }

    /** After a restart of Redis all logs have to be proven: then they are asked for once more. */
    private Future<Checked> ask(List<Watched> users) {
        return askOnce(users).compose(found -> {
            Set<UserId> unproven = unproven(found);
            return unproven.isEmpty()
                    ? Future.succeededFuture(found)
                    : proofs.prove(unproven)
                            .compose(proven -> askOnce(users))
                            .map(HeadCheck::withoutUnproven)
                            .otherwise(away -> withoutUnproven(found));
        });
    }

    /** The script gives no epoch for a log that has to be proven first. */
    private static boolean isProven(Behind behind) {
        return !behind.head().epoch().isEmpty();
    }

    private static Set<UserId> unproven(Checked found) {
        return found.behind().stream()
                .filter(one -> !isProven(one))
                .map(Behind::user)
                .collect(Collectors.toSet());
    }

    /** Where their logs end is not known yet: they are left to the next check. */
    private static Checked withoutUnproven(Checked found) {
        return new Checked(found.behind().stream().filter(HeadCheck::isProven).toList(), found.replaced());
    }

    private Future<Checked> askOnce(List<Watched> users) {
        List<String> keys = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        arguments.add(node.value());
        arguments.add(Epochs.next());
        arguments.addAll(ttls);
        users.forEach(user -> write(user, keys, arguments));
        return check.call(keys, arguments)
                .map(answer -> new Checked(behind(users, answer.get(0)), replaced(answer.get(1))));
    }

    private static void write(Watched watched, List<String> keys, List<String> arguments) {
        UserKeys user = new UserKeys(watched.user());
        keys.add(user.head());
        keys.add(user.nodes());
        arguments.add(watched.position().epoch());
        arguments.add(Long.toString(watched.position().seq()));
        arguments.add(Integer.toString(watched.connectionsHere()));
        arguments.add(Integer.toString(watched.sessions().size()));
        for (Watched.LiveSession live : watched.sessions()) {
            keys.add(user.session(live.session()));
            arguments.add(live.connection());
        }
    }

    private static List<Behind> behind(List<Watched> users, Response answer) {
        return IntStream.range(0, answer.size() / FIELDS)
                .map(i -> i * FIELDS)
                .mapToObj(i -> new Behind(
                        users.get(answer.get(i).toInteger()).user(),
                        new Position(
                                answer.get(i + 1).toString(), answer.get(i + 2).toLong())))
                .toList();
    }

    private static List<String> replaced(Response connections) {
        return connections.stream().map(Response::toString).toList();
    }
}
