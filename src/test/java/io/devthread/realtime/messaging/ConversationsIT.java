package io.devthread.realtime.messaging;

import static io.devthread.realtime.messaging.MessagingApi.CONVERSATIONS;
import static io.devthread.realtime.messaging.MessagingApi.OPEN;
import static io.devthread.realtime.messaging.MessagingApi.PARTICIPANTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.messaging.MessagingApi.Conversation;
import io.devthread.realtime.messaging.MessagingApi.ConversationPage;
import io.devthread.realtime.messaging.MessagingApi.ListConversations;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.OpenConversation;
import io.devthread.realtime.messaging.MessagingApi.Opened;
import io.devthread.realtime.messaging.MessagingApi.Participant;
import io.devthread.realtime.messaging.MessagingApi.Participants;
import io.devthread.realtime.messaging.MessagingApi.Participation;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Cursor;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationsIT {
    private static Stage stage;
    private UserId alice;
    private UserId bob;

    @BeforeAll
    static void start() {
        stage = new Stage();
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @BeforeEach
    void people() {
        alice = stage.user("alice");
        bob = stage.user("bob");
    }

    @Test
    void theConversationOfTwoIsTheSameWhoeverOpensIt() {
        Opened first = open(alice, bob);
        Opened again = open(alice, bob);
        Opened other = open(bob, alice);
        assertThat(first.created()).isTrue();
        assertThat(again.created()).isFalse();
        assertThat(other.created()).isFalse();
        assertThat(List.of(again.conversation().id(), other.conversation().id()))
                .containsOnly(first.conversation().id());
        assertThat(first.conversation().participants())
                .containsExactlyInAnyOrder(new Participant(alice, "alice"), new Participant(bob, "bob"));
        assertThat(first.conversation().lastMessage()).isEmpty();
    }

    @Test
    void bothMayOpenItAtTheSameMoment() {
        Stage.Process other = stage.anotherProcess();
        for (int i = 0; i < 30; i++) {
            UserId carol = stage.user("carol");
            Future<Opened> mine = stage.process.bus().call(OPEN, new OpenConversation(alice, carol));
            Future<Opened> hers = other.bus().call(OPEN, new OpenConversation(carol, alice));
            assertThat(hers.await().conversation().id())
                    .isEqualTo(mine.await().conversation().id());
            assertThat(List.of(mine.result().created(), hers.result().created()))
                    .containsOnlyOnce(true);
        }
    }

    @Test
    void unknownAndDeletedPeopleAreNotFound() {
        assertThat(refusal(alice, new UserId(Ids.next())).failure()).isEqualTo(Failure.NOT_FOUND);
        stage.process.postgres().query("UPDATE users SET deleted = true WHERE id = $1", bob.value());
        assertThat(refusal(alice, bob).failure()).isEqualTo(Failure.NOT_FOUND);
    }

    @Test
    void nobodyTalksWithOneself() {
        Refusal refusal = refusal(alice, alice);
        assertThat(refusal.failure()).isEqualTo(Failure.INVALID_DATA);
        assertThat(refusal.field()).contains("participant_id");
    }

    @Test
    void theListShowsTheNewestFirstWithLastMessageAndOwnUnreadCount() {
        UserId carol = stage.user("carol");
        ConversationId withBob = stage.process.open(alice, bob);
        ConversationId withCarol = stage.process.open(carol, alice);
        stage.process.sent(Stage.send(carol, withCarol, "one"));
        stage.process.sent(Stage.send(carol, withCarol, "two"));
        Message last = stage.process.sent(Stage.send(bob, withBob, "three"));

        List<Conversation> mine = list(alice, 50, Optional.empty()).items();
        assertThat(mine).extracting(Conversation::id).containsExactly(withBob, withCarol);
        assertThat(mine).extracting(Conversation::unreadCount).containsExactly(1L, 2L);
        assertThat(mine.getFirst().lastMessage()).contains(last);
        assertThat(mine.getFirst().updatedAt().toEpochMilli()).isEqualTo(last.timestamp());
        assertThat(list(carol, 50, Optional.empty()).items()).singleElement().returns(0L, Conversation::unreadCount);
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepetition() {
        List<ConversationId> opened = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            UserId partner = stage.user("partner" + i);
            opened.add(i % 2 == 0 ? stage.process.open(alice, partner) : stage.process.open(partner, alice));
        }
        List<ConversationId> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            ConversationPage page = list(alice, 3, cursor);
            page.items().forEach(conversation -> seen.add(conversation.id()));
            cursor = page.next();
        } while (cursor.isPresent());
        assertThat(seen).containsExactlyInAnyOrderElementsOf(opened);
        assertThat(list(alice, 7, Optional.empty()).next()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 101})
    void aPageHasOneToAHundred(int limit) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> list(alice, limit, Optional.empty()));
        assertThat(refusal.field()).contains("limit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "!!!", "MTIz", "MTIzIGFiYw"})
    void aMadeUpCursorIsRefused(String cursor) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> list(alice, 10, Optional.of(cursor)));
        assertThat(refusal.failure()).isEqualTo(Failure.INVALID_DATA);
        assertThat(refusal.field()).contains("cursor");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE})
    void aCursorOutsideOfTimeBreaksNothing(long millis) {
        stage.process.open(alice, bob);
        String cursor = Cursor.of(millis, Ids.next()).text();
        assertThat(list(alice, 10, Optional.of(cursor)).items()).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void onlyParticipantsLearnWhoTakesPart() {
        ConversationId conversation = stage.process.open(alice, bob);
        assertThat(stage.process
                        .call(PARTICIPANTS, new Participation(alice, conversation))
                        .users())
                .containsExactlyInAnyOrder(alice, bob);
        Refusal stranger = participantsRefusal(stage.user("carol"), conversation);
        Refusal nowhere = participantsRefusal(alice, new ConversationId(Ids.next()));
        assertThat(stranger.failure()).isEqualTo(Failure.FORBIDDEN);
        assertThat(nowhere.failure()).isEqualTo(Failure.FORBIDDEN);
        assertThat(nowhere).hasMessage(stranger.getMessage());
    }

    @Test
    void whoTakesPartInSeveralIsOneQuestion() {
        UserId carol = stage.user("carol_several");
        ConversationId withBob = stage.process.open(alice, bob);
        ConversationId withCarol = stage.process.open(alice, carol);
        assertThat(several(alice, withBob, withCarol).further().orElseThrow())
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrder(alice, carol);
        Refusal one = catchThrowableOfType(Refusal.class, () -> several(bob, withBob, withCarol));
        assertThat(one.failure()).isEqualTo(Failure.FORBIDDEN);
    }

    private static Participants several(UserId user, ConversationId first, ConversationId further) {
        return stage.process.call(PARTICIPANTS, new Participation(user, first, Optional.of(List.of(further))));
    }

    private static Opened open(UserId user, UserId partner) {
        return stage.process.call(OPEN, new OpenConversation(user, partner));
    }

    private static ConversationPage list(UserId user, int limit, Optional<String> cursor) {
        return stage.process.call(CONVERSATIONS, new ListConversations(user, limit, cursor));
    }

    private static Refusal refusal(UserId user, UserId partner) {
        return catchThrowableOfType(Refusal.class, () -> open(user, partner));
    }

    private static Refusal participantsRefusal(UserId user, ConversationId conversation) {
        return catchThrowableOfType(
                Refusal.class, () -> stage.process.call(PARTICIPANTS, new Participation(user, conversation)));
    }
}
