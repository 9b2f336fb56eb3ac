package io.devthread.realtime.typing;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.DeliveryApi.EphemeralFrame;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.testkit.Connected;
import io.devthread.realtime.testkit.SetClock;
import io.devthread.realtime.testkit.TestStores;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** Alice and bob in a conversation, served by several processes on the same stores, under one clock that stands still. */
final class Stage implements AutoCloseable {
    static final String PHONE = "phone";
    static final String LAPTOP = "laptop";

    final Vertx vertx = Vertx.vertx();
    final Bus bus = Bus.on(vertx);
    final Postgres postgres = Connected.to(vertx, TestStores.postgres());
    final RedisLink redis = RedisLink.connect(vertx, TestStores.redis());
    final SetClock clock = new SetClock();
    final UserId alice = new UserId(Ids.next());
    final UserId bob = new UserId(Ids.next());
    final ConversationId conversation = new ConversationId(Ids.next());

    /** What the partners were told, whichever process told it. */
    final List<EphemeralFrame> told = new CopyOnWriteArrayList<>();

    final Typing one;
    final Typing two;

    Stage() {
        redis.connected().await();
        one = process();
        two = process();
    }

    private Typing process() {
        TypingStore store = new TypingStore(redis, postgres, TypingConfig.DEFAULT, Optional.of(clock));
        return new Typing(new Partners(this::partner), store, told::add, TypingConfig.DEFAULT.clearAfter(), clock);
    }

    private UserId partner(UserId user, ConversationId asked) {
        if (!asked.equals(conversation) || !List.of(alice, bob).contains(user)) {
            throw Refusal.of(Failure.FORBIDDEN, "you do not take part in this conversation");
        }
        return user.equals(alice) ? bob : alice;
    }

    boolean start(Typing process, String connection) {
        return process.start(new TypingApi.Start(alice, "alice", conversation, connection))
                .told();
    }

    boolean stop(Typing process, String connection) {
        return process.stop(new TypingApi.Stop(alice, "alice", conversation, Optional.of(connection)))
                .told();
    }

    boolean stopAll(Typing process) {
        return process.stop(new TypingApi.Stop(alice, "alice", conversation, Optional.empty()))
                .told();
    }

    void clear() {
        one.clear().await();
        two.clear().await();
    }

    /** The names of the events that bob was told, in order. */
    List<String> events() {
        return told.stream()
                .map(frame -> Json.read("{" + frame.body(), JsonNode.class)
                        .path("event")
                        .asText())
                .toList();
    }

    /** Every key of this Redis database with its time to live in ms, -1 for none. */
    List<Long> timesToLive() {
        Response keys = redis.send(Request.cmd(Command.KEYS).arg("*")).await();
        return IntStream.range(0, keys.size())
                .mapToObj(i -> redis.send(
                                Request.cmd(Command.PTTL).arg(keys.get(i).toString()))
                        .await()
                        .toLong())
                .toList();
    }

    @Override
    public void close() {
        redis.close().await();
        postgres.close().await();
        vertx.close().await();
    }
}
