package io.devthread.realtime.delivery;

import static io.devthread.realtime.delivery.Stage.messages;
import static io.devthread.realtime.delivery.Stage.newConversation;
import static io.devthread.realtime.delivery.Stage.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogErasureIT {
    private final UserId alice = newUser();
    private final ConversationId talk = newConversation();
    private Stage stage;
    private LogErasure erasure;

    @BeforeEach
    void open() {
        stage = new Stage();
        erasure = new LogErasure(stage.redis, stage.postgres, Stage.CONFIG);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void nothingOfTheLogIsLeftAndWhoIsConnectedSeesANewEpoch() {
        Stage.Node node = stage.node();
        Position before = node.enter(alice, 1).head();
        stage.commitAndDeliver(messages(alice, talk, 1, 5));

        erasure.forget(alice).await();

        assertThat(stage.log(alice)).isEmpty();
        assertThat(stage.keys("*seen*" + alice)).isEmpty();
        assertThat(stage.keys("*marks*" + alice)).isEmpty();
        List<Behind> behind = node.logs()
                .check(List.of(new Watched(alice, new Position(before.epoch(), 5), 1, List.of())))
                .await()
                .behind();
        assertThat(behind).singleElement().satisfies(found -> {
            assertThat(found.head().epoch()).isNotEqualTo(before.epoch());
            assertThat(found.head().seq()).isZero();
        });
        assertThat(node.resume(alice, new Position(before.epoch(), 3)).resumption())
                .isInstanceOf(Resumption.Reset.class);
    }

    @Test
    void whatComesNextIsLoggedFromOneAndStillInOrder() {
        stage.commitAndDeliver(messages(alice, talk, 1, 5));
        erasure.forget(alice).await();
        stage.commitAndDeliver(messages(alice, talk, 6, 7));

        assertThat(stage.log(alice)).containsExactly("message 6", "message 7");
        assertThat(stage.pending()).isZero();
    }

    @Test
    void ofWhomThereIsNoLogNothingIsLeftBehind() {
        erasure.forget(alice).await();
        assertThat(stage.keys("*" + alice)).isEmpty();
    }
}
