package io.devthread.realtime.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.privacy.PrivacyApi.Block;
import io.devthread.realtime.privacy.PrivacyApi.BlockPage;
import io.devthread.realtime.privacy.PrivacyApi.Blocked;
import io.devthread.realtime.privacy.PrivacyApi.Changed;
import io.devthread.realtime.testkit.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlocksIT {
    private Stage stage;
    private UserId alice;
    private UserId bob;

    @BeforeAll
    void open() {
        stage = new Stage();
    }

    @BeforeEach
    void users() {
        alice = stage.user("alice");
        bob = stage.user("bob");
    }

    @AfterAll
    void close() {
        stage.close();
    }

    @Test
    void aBlockIsNewOnceAndTheSameThereafter() {
        Block first = stage.block(alice, bob);
        Block second = stage.block(alice, bob);

        assertThat(first.created()).isTrue();
        assertThat(first.blocked()).returns(bob, Blocked::id).returns("bob", Blocked::username);
        assertThat(second).isEqualTo(new Block(first.blocked(), false));
        assertThat(stage.blocks(alice, 10, Optional.empty()).items()).containsExactly(first.blocked());
        assertThat(stage.blocks(bob, 10, Optional.empty()).items()).isEmpty();
    }

    @Test
    void nobodyBlocksThemselvesOrSomebodyWhoDoesNotExist() {
        assertThatThrownBy(() -> stage.block(alice, alice))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.field()).contains("user_id"));
        assertThatThrownBy(() -> stage.block(alice, new UserId(Ids.next())))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.failure()).isEqualTo(Failure.NOT_FOUND));
    }

    @Test
    void whoIsUnblockedIsGoneFromTheListAndAgainChangesNothing() {
        stage.block(alice, bob);
        stage.unblock(alice, bob);
        stage.unblock(alice, bob);

        assertThat(stage.blocks(alice, 10, Optional.empty()).items()).isEmpty();
    }

    @Test
    void theListIsNewestFirstInPages() {
        List<UserId> blocked = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            blocked.addFirst(stage.user("user" + i));
            stage.block(alice, blocked.getFirst());
        }
        stage.postgres.query(
                "UPDATE blocks SET blocked_at = now() - array_position($2, blocked_id) * interval '1 s' WHERE user_id = $1",
                alice.value(),
                blocked.stream().map(UserId::value).toArray(java.util.UUID[]::new));

        List<UserId> listed = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            BlockPage page = stage.blocks(alice, 2, next);
            page.items().forEach(item -> listed.add(item.id()));
            next = page.next();
        } while (next.isPresent());
        assertThat(listed).isEqualTo(blocked);
    }

    @Test
    void aBlockAndItsEndAreToldAndARepeatTooAsTheFirstMayNotHaveBeen() {
        stage.block(alice, bob);
        stage.block(alice, bob);
        stage.unblock(alice, bob);
        stage.unblock(alice, bob);
        UserId carol = stage.user("carol");
        stage.block(alice, carol);

        Eventually.holds("the last is told", () -> stage.changes.contains(new Changed(alice, Optional.of(carol))));
        assertThat(stage.changes)
                .filteredOn(change -> change.otherId().equals(Optional.of(bob)))
                .hasSize(4);
    }
}
