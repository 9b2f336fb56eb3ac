package io.devthread.realtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.testkit.Connected;
import io.devthread.realtime.testkit.Eventually;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusListenTest {
    /** More than Vert.x keeps for a consumer that has not come back. */
    private static final int MANY = 1_500;

    private static final Topic<News> NEWS = new Topic<>("test.news", News.class);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = Bus.on(vertx, Connected.PATIENCE);
    private final Promise<Void> goOn = Promise.promise();
    private final List<Integer> heard = new CopyOnWriteArrayList<>();

    record News(int number) {}

    @AfterEach
    void close() {
        goOn.tryComplete();
        vertx.close().await();
    }

    @Test
    void whatComesWhileAHandlerAwaitsIsHeardInItsOrder() {
        VerticleBase listening = new VerticleBase() {
            @Override
            public Future<?> start() {
                return bus.listen(NEWS, news -> {
                    heard.add(news.number());
                    goOn.future().await();
                });
            }
        };
        vertx.deployVerticle(listening, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await();

        IntStream.range(0, MANY).forEach(i -> bus.publish(NEWS, new News(i)));

        Eventually.holds("all are heard", () -> heard.size() == MANY);
        assertThat(heard).isSorted();
    }
}
