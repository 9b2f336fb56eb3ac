package io.devthread.realtime.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.TcpProxy;
import io.devthread.realtime.testkit.TestStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RedisLinkIT {
    private static final Duration AT_ONCE = Duration.ofMillis(500);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Vertx vertx;
    private URI server;
    private TcpProxy proxy;
    private RedisLink redis;

    @BeforeEach
    void connect() {
        vertx = Vertx.vertx();
        server = URI.create(TestStores.redis().url());
        proxy = TcpProxy.to(vertx, server.getPort());
        redis = link();
        redis.connected().await();
    }

    @AfterEach
    void close() {
        redis.close().await();
        vertx.close().await();
    }

    private RedisLink link() {
        return RedisLink.connect(
                vertx, new RedisConfig("redis://127.0.0.1:" + proxy.port() + server.getPath()), meters);
    }

    private Future<Response> send(Command command, Object... arguments) {
        Request request = Request.cmd(command);
        for (Object argument : arguments) {
            request.arg(argument.toString());
        }
        return redis.send(request);
    }

    private void untilUp() {
        while (!redis.isUp()) {
            Thread.onSpinWait();
        }
        assertThat(send(Command.PING).await()).hasToString("PONG");
    }

    private static void isUnavailable(ThrowingCallable call, Duration within) {
        long start = System.nanoTime();
        assertThatThrownBy(call).isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.failure())
                .isEqualTo(Failure.UNAVAILABLE));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(within);
    }

    @Test
    void commandsAreExecutedInTheOrderSentWithoutWaitingForAnswers() {
        List<Future<Response>> pushes = IntStream.range(0, 2_000)
                .mapToObj(i -> send(Command.RPUSH, "order", i))
                .toList();
        Future.join(pushes).await();

        assertThat(send(Command.LRANGE, "order", 0, -1).await().stream().map(Response::toInteger))
                .containsExactlyElementsOf(IntStream.range(0, 2_000).boxed().toList());
    }

    @Test
    void answerComesOnTheCallersContext() throws Exception {
        CompletableFuture<Boolean> same = new CompletableFuture<>();
        Context context = vertx.getOrCreateContext();

        context.runOnContext(turn -> send(Command.PING)
                .onComplete(done -> same.complete(done.succeeded() && Vertx.currentContext() == context)));

        assertThat(same.get(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void lostConnectionFailsAtOnceAndHealsByItself() {
        proxy.cut();
        isUnavailable(() -> send(Command.PING).await(), AT_ONCE);
        isUnavailable(() -> send(Command.PING).await(), AT_ONCE);

        proxy.heal();
        untilUp();
    }

    @Test
    void itsStateItsLossesAndItsAnswersAreMeasured() {
        assertThat(meters.get("devthread.redis.up").gauge().value()).isEqualTo(1);
        long answers = meters.get("devthread.redis.latency").timer().count();
        send(Command.PING).await();
        assertThat(meters.get("devthread.redis.latency").timer().count()).isGreaterThan(answers);
        proxy.cut();
        Eventually.holds(
                "the loss is counted",
                () -> meters.counter("devthread.redis.losses").count() == 1);
        assertThat(meters.get("devthread.redis.up").gauge().value()).isZero();
        proxy.heal();
        untilUp();
        assertThat(meters.get("devthread.redis.waiting").gauge().value()).isZero();
    }

    @Test
    void commandInFlightWhenTheConnectionEndsFails() {
        proxy.hang();
        Future<Response> waiting = send(Command.PING);
        proxy.cut();

        isUnavailable(waiting::await, AT_ONCE);
    }

    @Test
    void hungRedisFailsAfterTheTimeoutThenAtOnceAndHealsByItself() {
        proxy.hang();
        isUnavailable(() -> send(Command.PING).await(), RedisLink.TIMEOUT.plus(AT_ONCE));
        isUnavailable(() -> send(Command.PING).await(), AT_ONCE);

        proxy.heal();
        untilUp();
    }

    @Test
    void processThatStartsBeforeRedisConnectsWhenItComes() {
        redis.close().await();
        proxy.cut();
        redis = link();
        isUnavailable(() -> send(Command.PING).await(), AT_ONCE);

        proxy.heal();

        redis.connected().await();
        untilUp();
    }

    @Test
    void commandsBeyondTheBoundAreRefusedAtOnce() {
        proxy.hang();
        IntStream.range(0, RedisLink.IN_FLIGHT).forEach(i -> send(Command.PING));

        Future<Response> tooMany = send(Command.PING);

        assertThat(tooMany.failed()).isTrue();
        assertThat(tooMany.cause()).hasMessageContaining("busy");
    }

    @Test
    void redisOutOfMemoryIsUnavailableAndKeepsTheConnection() {
        send(Command.CONFIG, "SET", "maxmemory", "1").await();
        try {
            isUnavailable(() -> send(Command.SET, "key", "value").await(), AT_ONCE);
            assertThat(redis.isUp()).isTrue();
        } finally {
            send(Command.CONFIG, "SET", "maxmemory", "0").await();
        }
        assertThat(send(Command.SET, "key", "value").await()).hasToString("OK");
    }

    @Test
    void wrongCommandIsTheCallersFaultNotAnOutage() {
        send(Command.SET, "text", "value").await();

        assertThatThrownBy(() -> send(Command.INCR, "text").await())
                .isNotInstanceOf(Refusal.class)
                .hasMessageContaining("not an integer");
        assertThat(redis.isUp()).isTrue();
    }

    @Test
    void scriptsAreThereBeforeTheFirstCommandAfterAReconnect() {
        LuaScript script = redis.script("delivery_subscriptions");
        script.call(List.of("session"), List.of("connection", "feed", "60000")).await();
        send(Command.SCRIPT, "FLUSH").await();
        proxy.cut();
        while (redis.isUp()) {
            Thread.onSpinWait();
        }
        proxy.heal();
        untilUp();

        assertThat(send(Command.SCRIPT, "EXISTS", script.digest())
                        .await()
                        .get(0)
                        .toInteger())
                .isEqualTo(1);
    }

    @Test
    void unknownScriptIsNamed() {
        assertThatThrownBy(() -> redis.script("no_such")).hasMessageContaining("/redis/no_such.lua");
    }
}
