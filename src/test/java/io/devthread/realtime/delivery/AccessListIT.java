package io.devthread.realtime.delivery;

import static io.devthread.realtime.delivery.Stage.messages;
import static io.devthread.realtime.delivery.Stage.newConversation;
import static io.devthread.realtime.delivery.Stage.newSession;
import static io.devthread.realtime.delivery.Stage.newUser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devthread.realtime.delivery.DeliveryApi.EphemeralFrame;
import io.devthread.realtime.delivery.DeliveryApi.EphemeralFrames;
import io.devthread.realtime.delivery.DeliveryApi.News;
import io.devthread.realtime.delivery.DeliveryApi.NewsFrame;
import io.devthread.realtime.delivery.Watched.LiveSession;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.LuaScript;
import io.devthread.realtime.platform.RedisLink;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything works with the narrow access list that the package page gives to operators. */
class AccessListIT {
    private static final String[] RULES =
            ("on >secret resetkeys ~{b*}* ~leases -@all +hello +ping +script|load +evalsha +info"
                            + " +time +del +exists +rename +pexpire +persist +pttl +hset +hsetnx +hget +hmget +hgetall +hkeys"
                            + " +hlen +hdel +sadd +srem +sismember +smembers +srandmember +scard +xadd +xrange +zadd +zrange"
                            + " +zrangebyscore +zrem +zremrangebyscore")
                    .split(" ");
    private Stage stage;
    private RedisLink redis;

    @BeforeEach
    void open() {
        stage = new Stage();
        Object[] rules = new Object[RULES.length + 2];
        rules[0] = "SETUSER";
        rules[1] = "devthread";
        System.arraycopy(RULES, 0, rules, 2, RULES.length);
        stage.redis("ACL", rules);
        redis = stage.link(stage.asRedisUser("devthread", "secret"));
    }

    @AfterEach
    void close() {
        stage.redis("ACL", "DELUSER", "devthread");
        stage.close();
    }

    @Test
    void deliveryNeedsNoMoreThanItsAccessList() {
        UserId user = newUser();
        NodeLease lease = NodeLease.take(stage.vertx, redis, NodeId.next(), Stage.CONFIG, () -> {})
                .await();
        Logs logs = new Logs(redis, lease, Stage.CONFIG, stage.deliveries.proofs());
        Deliveries deliveries = stage.anotherProcess(stage.asRedisUser("devthread", "secret"));

        stage.redis("HSET", new UserKeys(user).nodes(), "dead-node", 1);
        var first = register(logs, lease, user, Optional.empty());
        logs.saveSubscriptions(user, first.session(), "c", Set.of("feed")).await();
        // Enough for both memories to change their generation.
        for (int i = 0; i < 6; i++) {
            deliveries.log(messages(user, newConversation(), 1, 1_000)).await();
        }
        for (int i = 0; i < 501; i++) {
            deliveries.log(messages(user, newConversation(), 1, 1)).await();
        }
        deliveries.redact(redaction(deliveries, user)).await();
        stage.redis("HSET", new UserKeys(user).head(), "history", "an earlier one");
        deliveries.proofs().prove(Set.of(user)).await();
        var second = register(logs, lease, user, Optional.of(first.session()));
        var watched = new Watched(user, first.head(), 1, List.of(new LiveSession(newSession(), "c")));

        assertThat(second.channels()).containsExactly("feed");
        assertThat(second.head().seq()).isEqualTo(6_502);
        assertThat(logs.read(user, second.head()).await()).isInstanceOf(Tail.Entries.class);
        assertThat(logs.check(List.of(watched)).await().behind()).containsExactly(new Behind(user, second.head()));
        assertThat(new Confirmations(redis)
                        .of(user, second.head(), List.of(newConversation()))
                        .await())
                .isPresent();
        new LogErasure(redis, stage.postgres, Stage.CONFIG).forget(user).await();
        NodeLease elsewhere = NodeLease.take(stage.vertx, redis, NodeId.next(), Stage.CONFIG, () -> {})
                .await();
        var third = new Registration(user, "d", 1, newSession(), Optional.of(second.session()), Optional.empty());
        assertThat(Stage.accepted(new Logs(redis, elsewhere, Stage.CONFIG, stage.deliveries.proofs())
                                .register(third)
                                .await())
                        .replaced())
                .isPresent();
        logs.unregister(new Departure(user, "c", 0, false, second.session())).await();
        lease.leave().await();
    }

    @Test
    void whatNeedNotLastNeedsNoMoreEither() {
        UserId user = newUser();
        NodeLease lease = NodeLease.take(stage.vertx, redis, NodeId.next(), Stage.CONFIG, () -> {})
                .await();
        List<EphemeralFrames> heard = new CopyOnWriteArrayList<>();
        stage.bus.listen(DeliveryApi.ephemerals(lease.node()), heard::add).await();
        register(new Logs(redis, lease, Stage.CONFIG, stage.deliveries.proofs()), lease, user, Optional.empty());
        new Ephemerals(redis, stage.bus)
                .tell(List.of(new EphemeralFrame(user, "feed", "body")))
                .await();
        Stage.await(() -> !heard.isEmpty());

        List<String> key = List.of("{b0}typing:" + user + ":" + newConversation());
        LuaScript start = redis.script("typing_state", "typing_start");
        LuaScript end = redis.script("typing_state", "typing_end");
        assertThat(start.call(key, List.of("", "c", "2000", "5000", "30000"))
                        .await()
                        .get(0)
                        .toInteger())
                .isEqualTo(1);
        assertThat(end.call(key, List.of("", "connection", "c")).await().get(0).toInteger())
                .isEqualTo(1);
        lease.leave().await();
    }

    @Test
    void pollingNeedsNoMoreEither() {
        UserId user = newUser();
        NodeId node = NodeId.next();
        PolledLogs logs = new PolledLogs(redis, Stage.CONFIG, stage.deliveries.proofs());

        Polled first = logs.poll(new PolledLogs.Poll(user, node, Optional.empty(), "", List.of("feed")))
                .await();
        logs.keep(List.of(new DeliveryApi.SharedFrame(List.of(user), "feed", "told in passing")))
                .await();
        logs.keepNews(List.of(
                        new NewsFrame(user, "feed", "news: ", List.of(new News("carol", 1, "here", "carol")), "")))
                .await();
        Polled second = logs.poll(new PolledLogs.Poll(
                        user, node, Optional.of(first.position()), first.lastPassing(), List.of("feed")))
                .await();

        assertThat(second.passing()).containsExactly("told in passing", "news: carol");
        logs.leave(node, List.of(user)).await();
    }

    @Test
    void whatTheAccessListDeniesIsNotPossible() {
        for (Command command : List.of(Command.FLUSHALL, Command.KEYS, Command.CONFIG, Command.EVAL)) {
            Request request = Request.cmd(command);
            switch (command.toString().toUpperCase(java.util.Locale.ROOT)) {
                case "KEYS" -> request.arg("*");
                case "CONFIG" -> request.arg("GET").arg("dir");
                case "EVAL" -> request.arg("return 1").arg(0);
                default -> {}
            }
            assertThatThrownBy(() -> redis.send(request).await()).hasMessageContaining("NOPERM");
        }
    }

    /** Of an event that is logged, and of one that may be under way. */
    private List<Redactions.Pending> redaction(Deliveries deliveries, UserId user) {
        String id = java.util.UUID.randomUUID().toString();
        var event = new DurableEvent(java.util.UUID.fromString(id), user, "\"id\":\"" + id + "\"}", Optional.empty());
        deliveries.log(List.of(event)).await();
        var of = new Redaction(
                event.id(), 1, user, user, List.of(event.id(), java.util.UUID.randomUUID()), event.body());
        return List.of(new Redactions.Pending(of, true));
    }

    private static Registered.Accepted register(Logs logs, NodeLease lease, UserId user, Optional<String> session) {
        return Stage.accepted(logs.register(new Registration(user, "c", 1, newSession(), session, Optional.empty()))
                .await());
    }
}
