package io.devthread.realtime.delivery;

import static io.devthread.realtime.delivery.Stage.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NodeLeaseIT {
    private static final DeliveryConfig QUICK = new DeliveryConfig(
            100,
            Duration.ofDays(7),
            Duration.ofMinutes(2),
            10,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(500));
    private static Stage stage;

    @BeforeAll
    static void open() {
        stage = new Stage();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void nodesLearnOfEachOtherAndOfOneThatLeaves() {
        Stage.Node first = stage.node(QUICK, () -> {});
        Stage.Node second = stage.node(QUICK, () -> {});

        await(() -> first.lease().live().contains(second.id()));
        second.lease().leave().await();

        await(() -> !first.lease().live().contains(second.id()));
    }

    @Test
    void leaseIsHeldAsLongAsItIsRenewed() {
        AtomicInteger lost = new AtomicInteger();
        Stage.Node node = stage.node(QUICK, lost::incrementAndGet);
        Stage.Node witness = stage.node(QUICK, () -> {});
        String score = stage.redis("ZSCORE", "leases", node.id()).toString();

        await(() ->
                Double.parseDouble(stage.redis("ZSCORE", "leases", node.id()).toString())
                        > Double.parseDouble(score) + 1_500);

        assertThat(witness.lease().live()).contains(node.id());
        assertThat(lost).hasValue(0);
    }

    @Test
    void nodeThatWasAwayTooLongFindsItsLeaseLost() {
        AtomicInteger lost = new AtomicInteger();
        Stage.Node node = stage.node(QUICK, lost::incrementAndGet);
        String end = stage.redis("ZSCORE", "leases", node.id()).toString();

        stage.proxy.cut();
        await(() -> System.currentTimeMillis() > Double.parseDouble(end) + 500);
        stage.proxy.heal();

        await(() -> lost.get() == 1);
        assertThat(node.lease().live()).contains(node.id());
    }

    @Test
    void lostRedisIsALostLease() {
        AtomicInteger lost = new AtomicInteger();
        stage.node(QUICK, lost::incrementAndGet);

        stage.redis("FLUSHALL");

        await(() -> lost.get() == 1);
    }
}
