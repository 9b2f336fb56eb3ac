package io.devthread.realtime.delivery;

import static io.devthread.realtime.delivery.Stage.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.delivery.DeliveryApi.EphemeralFrame;
import io.devthread.realtime.delivery.DeliveryApi.EphemeralFrames;
import io.devthread.realtime.model.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EphemeralsIT {
    private Stage stage;
    private Ephemerals ephemerals;

    @BeforeEach
    void open() {
        stage = new Stage();
        ephemerals = new Ephemerals(stage.redis, stage.bus);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void theNodesThatHoldThePersonAreToldAndNoOther() {
        UserId user = newUser();
        List<EphemeralFrames> first = node(user);
        List<EphemeralFrames> second = node(user);
        List<EphemeralFrames> other = node(newUser());

        ephemerals.tell(List.of(frame(user, 1), frame(user, 2))).await();

        Stage.await(() -> !first.isEmpty() && !second.isEmpty());
        assertThat(first).containsExactly(new EphemeralFrames(List.of(frame(user, 1), frame(user, 2))));
        assertThat(second).isEqualTo(first);
        assertThat(other).isEmpty();
    }

    @Test
    void framesForManyTravelInOneMessageToANode() {
        List<UserId> users = IntStream.range(0, 600).mapToObj(i -> newUser()).toList();
        Stage.Node node = stage.node();
        users.forEach(user -> node.enter(user, 1));
        List<EphemeralFrames> heard = heardBy(node);
        List<EphemeralFrame> frames = new ArrayList<>();
        users.forEach(user -> frames.add(frame(user, 1)));

        ephemerals.tell(frames).await();

        Stage.await(() -> !heard.isEmpty());
        assertThat(heard).hasSize(1);
        assertThat(heard.getFirst().frames()).containsExactlyInAnyOrderElementsOf(frames);
    }

    @Test
    void whoIsNotConnectedIsNotToldAndNothingIsKept() {
        int keys = stage.keys("*").size();
        ephemerals.tell(List.of(frame(newUser(), 1))).await();
        ephemerals.tell(List.of()).await();
        assertThat(stage.keys("*")).hasSize(keys);
    }

    @Test
    void aDeadNodeInTheDirectoryKeepsNobodyElseWaiting() {
        UserId user = newUser();
        List<EphemeralFrames> live = node(user);
        stage.redis("HSET", new UserKeys(user).nodes(), "dead-node", 1);

        ephemerals.tell(List.of(frame(user, 1))).await();

        Stage.await(() -> !live.isEmpty());
    }

    @Test
    void whileRedisIsAwayItIsLostWithoutAnError() {
        stage.proxy.cut();
        assertThat(ephemerals.tell(List.of(frame(newUser(), 1))).await()).isNull();
    }

    private List<EphemeralFrames> node(UserId user) {
        Stage.Node node = stage.node();
        node.enter(user, 1);
        return heardBy(node);
    }

    private List<EphemeralFrames> heardBy(Stage.Node node) {
        List<EphemeralFrames> heard = new CopyOnWriteArrayList<>();
        stage.bus.listen(DeliveryApi.ephemerals(node.id()), heard::add).await();
        return heard;
    }

    private static EphemeralFrame frame(UserId user, int number) {
        return new EphemeralFrame(user, "user:" + user, "body " + number);
    }
}
