package io.devthread.realtime.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devthread.realtime.testkit.Connected;
import io.devthread.realtime.testkit.Eventually;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusDrainTest {
    private static final Address<Ask, Told> PLACE = new Address<>("test.place", Ask.class, Told.class);
    private static final Topic<Ask> NEWS = new Topic<>("test.news", Ask.class);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = Bus.on(vertx, Connected.PATIENCE);
    private final Promise<Told> answer = Promise.promise();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final Set<String> withdrawn = ConcurrentHashMap.newKeySet();

    record Ask(String text) {}

    record Told(String text) {}

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void whatIsServedIsAnsweredFirst() throws Exception {
        String verticle = deploy();
        bus.listen(NEWS, news -> {}).await();
        Future<Told> call = bus.call(PLACE, new Ask("hello"));
        asked.await();
        Future<Void> gone = bus.drain(this::withdraw).eventually(() -> vertx.undeploy(verticle));
        Eventually.holds("the cluster is told", () -> withdrawn.contains(PLACE.name()));
        assertThat(bus.addresses()).containsExactly(NEWS.name());
        answer.complete(new Told("at last"));
        assertThat(call.await().text()).isEqualTo("at last");
        gone.await();
    }

    @Test
    void whatIsNeverAnsweredHoldsNobodyUpAndIsUnavailable() throws Exception {
        String verticle = deploy();
        Future<Told> call = bus.call(PLACE, new Ask("hello"));
        asked.await();
        bus.drain(this::withdraw)
                .eventually(() -> vertx.undeploy(verticle))
                .otherwiseEmpty()
                .await();
        assertThatThrownBy(call::await).isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.failure())
                .isEqualTo(Failure.UNAVAILABLE));
    }

    private Future<Void> withdraw(Set<String> addresses) {
        withdrawn.addAll(addresses);
        return Future.succeededFuture();
    }

    private String deploy() {
        VerticleBase serving = new VerticleBase() {
            @Override
            public Future<?> start() {
                return bus.serve(PLACE, 10, ask -> {
                    asked.countDown();
                    return answer.future().await();
                });
            }
        };
        return vertx.deployVerticle(serving, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await();
    }
}
