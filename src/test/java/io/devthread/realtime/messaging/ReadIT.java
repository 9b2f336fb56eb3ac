package io.devthread.realtime.messaging;

import static io.devthread.realtime.messaging.Stage.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.messaging.MessagingApi.Conversation;
import io.devthread.realtime.messaging.MessagingApi.ListConversations;
import io.devthread.realtime.messaging.MessagingApi.MarkMessagesRead;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.MessageId;
import io.devthread.realtime.model.UserId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadIT {
    private static Stage stage;
    private static Stage.Process service;
    private static Stage.Process second;

    private UserId alice;
    private UserId bob;
    private UserId carol;
    private ConversationId talk;

    @BeforeAll
    static void start() {
        stage = new Stage();
        service = stage.process;
        second = stage.anotherProcess();
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @BeforeEach
    void people() {
        alice = stage.user("alice");
        bob = stage.user("bob");
        carol = stage.user("carol");
        talk = service.open(alice, bob);
        service.delivered().clear();
        second.delivered().clear();
    }

    @Test
    void theSenderGetsOneReceiptForTheBatchAndTheReaderTheCount() {
        List<MessageId> sent = messages(alice, talk, 3);
        assertThat(service.read(bob, sent.subList(0, 2))).isEqualTo(Map.of(talk.toString(), 1L));
        JsonNode receipt = only(service.told(alice, "read_receipt"));
        assertThat(receipt.path("conversation_id").asText()).isEqualTo(talk.toString());
        assertThat(ids(receipt)).isEqualTo(sent.subList(0, 2));
        assertThat(receipt.path("reader_id").asText()).isEqualTo(bob.toString());
        assertThat(receipt.path("read_at").asText()).endsWith("Z");
        JsonNode read = only(service.told(bob, "messages_read"));
        assertThat(ids(read)).isEqualTo(sent.subList(0, 2));
        assertThat(read.path("conversation_unread").path(talk.toString()).asLong())
                .isEqualTo(1);
        assertThat(service.told(bob, "read_receipt")).isEmpty();
        assertThat(service.told(alice, "messages_read")).isEmpty();
        assertThat(service.told(alice, "message_delivered")).isEmpty();
    }

    @Test
    void eachMessageHasItsOwnStateForBothInHistoryAndList() {
        List<MessageId> sent = messages(alice, talk, 3);
        service.read(bob, List.of(sent.get(0), sent.get(2)));
        for (UserId viewer : List.of(alice, bob)) {
            assertThat(service.history(viewer, talk))
                    .extracting(Message::status)
                    .containsExactly("read", "sent", "read");
            assertThat(service.history(viewer, talk)).extracting(Message::read).containsExactly(true, false, true);
            assertThat(listed(viewer).lastMessage().orElseThrow().status()).isEqualTo("read");
        }
        assertThat(listed(bob).unreadCount()).isEqualTo(1);
        assertThat(listed(alice).unreadCount()).isZero();
    }

    @Test
    void oneCallReadsInSeveralConversationsAndTellsEachSender() {
        ConversationId withCarol = service.open(carol, bob);
        List<MessageId> ofAlice = messages(alice, talk, 2);
        List<MessageId> ofCarol = messages(carol, withCarol, 3);
        List<MessageId> some = List.of(ofCarol.get(1), ofAlice.get(0), ofCarol.get(0), ofAlice.get(1));
        assertThat(service.read(bob, some)).isEqualTo(Map.of(talk.toString(), 0L, withCarol.toString(), 1L));
        assertThat(ids(only(service.told(alice, "read_receipt")))).isEqualTo(ofAlice);
        assertThat(ids(only(service.told(carol, "read_receipt")))).isEqualTo(ofCarol.subList(0, 2));
        assertThat(service.told(bob, "messages_read")).hasSize(2);
    }

    @Test
    void againItChangesNothingAndTellsNobody() {
        List<MessageId> sent = messages(alice, talk, 2);
        service.read(bob, sent);
        service.delivered().clear();
        assertThat(service.read(bob, sent)).isEqualTo(Map.of(talk.toString(), 0L));
        assertThat(second.read(bob, sent)).isEqualTo(Map.of(talk.toString(), 0L));
        assertThat(service.delivered()).isEmpty();
        assertThat(second.delivered()).isEmpty();
    }

    @Test
    void ownForeignAndUnknownMessagesArePassedOver() {
        MessageId own = messages(bob, talk, 1).getFirst();
        MessageId foreign = messages(alice, service.open(alice, carol), 1).getFirst();
        MessageId mine = messages(alice, talk, 1).getFirst();
        service.delivered().clear();
        assertThat(service.read(bob, List.of(own, foreign, new MessageId(Ids.next()), mine, mine)))
                .isEqualTo(Map.of(talk.toString(), 0L));
        assertThat(ids(only(service.told(alice, "read_receipt")))).containsExactly(mine);
        assertThat(service.told(carol, "messages_read")).isEmpty();
        assertThat(service.history(carol, service.open(alice, carol)).getFirst().read())
                .isFalse();
        assertThat(service.read(carol, List.of(mine))).isEmpty();
    }

    @Test
    void aConversationThatIsNamedBoundsWhatIsRead() {
        MessageId here = messages(alice, talk, 1).getFirst();
        MessageId there = messages(carol, service.open(carol, bob), 1).getFirst();
        var request = new MarkMessagesRead(bob, List.of(here, there), Optional.of(talk));
        assertThat(service.call(MessagingApi.READ, request).conversationUnread())
                .isEqualTo(Map.of(talk.toString(), 0L));
        assertThat(service.told(carol, "read_receipt")).isEmpty();
        Refusal refusal = catchThrowableOfType(
                Refusal.class,
                () -> service.call(MessagingApi.READ, new MarkMessagesRead(carol, List.of(here), Optional.of(talk))));
        assertThat(refusal.failure()).isEqualTo(Failure.FORBIDDEN);
    }

    @Test
    void moreThanAHundredIdsAreRefused() {
        List<MessageId> many =
                IntStream.range(0, 101).mapToObj(i -> new MessageId(Ids.next())).toList();
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> service.read(bob, many));
        assertThat(refusal.failure()).isEqualTo(Failure.INVALID_DATA);
    }

    @Test
    void aDeletedMessageIsNotRead() {
        MessageId gone = messages(alice, talk, 1).getFirst();
        service.postgres().query("UPDATE messages SET deleted_at = now(), content = '' WHERE id = $1", gone.value());
        service.postgres().query("UPDATE conversations SET unread_a = 0, unread_b = 0 WHERE id = $1", talk.value());
        assertThat(service.read(bob, List.of(gone))).isEqualTo(Map.of(talk.toString(), 0L));
        assertThat(service.told(alice, "read_receipt")).isEmpty();
    }

    /** Two devices on two processes, each reading everything in an order of its own, while more comes. */
    @Test
    void underConcurrentReadsTheCountIsExactAndEachMessageHasOneReceipt() {
        List<MessageId> sent = new ArrayList<>(messages(alice, talk, 100));
        List<Future<?>> calls = new ArrayList<>();
        for (Stage.Process device : List.of(service, second)) {
            List<MessageId> shuffled = new ArrayList<>(sent);
            Collections.shuffle(shuffled, new Random(device == service ? 1 : 2));
            for (int i = 0; i < 100; i += 5) {
                var read = new MarkMessagesRead(bob, shuffled.subList(i, i + 5), Optional.empty());
                calls.add(device.bus().call(MessagingApi.READ, read));
                calls.add(device.send(List.of(send(alice, talk, "more"), send(bob, talk, "an answer"))));
            }
        }
        Future.all(calls).await();
        assertThat(unread(bob)).isEqualTo(40);
        assertThat(unread(alice)).isEqualTo(40);
        assertThat(all("read_receipt", alice).flatMap(event -> ids(event).stream()))
                .containsExactlyInAnyOrderElementsOf(sent);
        assertThat(all("messages_read", bob).flatMap(event -> ids(event).stream()))
                .containsExactlyInAnyOrderElementsOf(sent);
        assertThat(lastCount(bob)).isEqualTo(40);
        assertThat(places(bob)).doesNotHaveDuplicates().hasSize((int)
                places(bob).stream().mapToLong(p -> p).max().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withReceiptsOffOnEitherSideASenderSeesAtMostDeliveredForEver(boolean readersChoice) {
        UserId whose = readersChoice ? bob : alice;
        List<MessageId> sent = messages(alice, talk, 2);
        receipts(whose, false);
        service.read(bob, sent.subList(0, 1));
        assertThat(service.told(alice, "read_receipt")).isEmpty();
        assertThat(ids(only(service.told(alice, "message_delivered")))).isEqualTo(sent.subList(0, 1));
        assertThat(service.told(bob, "messages_read")).hasSize(1);
        assertThat(service.history(alice, talk)).extracting(Message::status).containsExactly("sent", "delivered");
        assertThat(service.history(alice, talk)).extracting(Message::read).containsOnly(false);
        assertThat(service.history(bob, talk)).extracting(Message::status).containsExactly("sent", "read");
        receipts(whose, true);
        assertThat(service.history(alice, talk)).extracting(Message::status).containsExactly("sent", "delivered");
        service.read(bob, sent);
        assertThat(ids(only(service.told(alice, "read_receipt")))).isEqualTo(sent.subList(1, 2));
        assertThat(service.history(alice, talk)).extracting(Message::status).containsExactly("read", "delivered");
        assertThat(listed(alice).lastMessage().orElseThrow().status()).isEqualTo("read");
        assertThat(service.told(alice, "message_delivered")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasRevealedIsHiddenWhileReceiptsAreOff(boolean readersChoice) {
        UserId whose = readersChoice ? bob : alice;
        List<MessageId> sent = messages(alice, talk, 1);
        service.read(bob, sent);
        receipts(whose, false);
        assertThat(service.history(alice, talk).getFirst().status()).isEqualTo("delivered");
        assertThat(service.history(alice, talk).getFirst().read()).isFalse();
        assertThat(listed(alice).lastMessage().orElseThrow().read()).isFalse();
        assertThat(service.history(bob, talk).getFirst().read()).isTrue();
        receipts(whose, true);
        assertThat(service.history(alice, talk).getFirst().status()).isEqualTo("read");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whileOneBlocksTheOtherNoReceiptPassesAndNeverWill(boolean byReader) {
        List<MessageId> sent = messages(alice, talk, 1);
        block(byReader ? bob : alice, byReader ? alice : bob);
        assertThat(service.read(bob, sent)).isEqualTo(Map.of(talk.toString(), 0L));
        assertThat(service.told(alice, "read_receipt")).isEmpty();
        assertThat(service.told(alice, "message_delivered")).isEmpty();
        assertThat(service.history(alice, talk).getFirst().status()).isEqualTo("sent");
        service.postgres().query("DELETE FROM blocks");
        assertThat(service.history(alice, talk).getFirst().status()).isEqualTo("delivered");
    }

    private List<MessageId> messages(UserId sender, ConversationId conversation, int count) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        service.sent(send(sender, conversation, "text " + i)).id())
                .toList();
    }

    private static Stream<JsonNode> all(String event, UserId user) {
        return Stream.of(service, second).flatMap(process -> process.told(user, event).stream());
    }

    /** What the device of the user shows last, when it gets the events in their order. */
    private static long lastCount(UserId user) {
        return events(user)
                .max(java.util.Comparator.comparingLong(
                        one -> one.order().orElseThrow().seq()))
                .map(one -> io.devthread.realtime.model.Json.read("{" + one.body(), JsonNode.class)
                        .path("data"))
                .map(data -> data.has("unread_count")
                        ? data.path("unread_count").asLong()
                        : data.path("conversation_unread").elements().next().asLong())
                .orElseThrow();
    }

    private static List<Long> places(UserId user) {
        return events(user).map(one -> one.order().orElseThrow().seq()).toList();
    }

    private static Stream<io.devthread.realtime.delivery.DurableEvent> events(UserId user) {
        return Stream.of(service, second)
                .flatMap(process -> process.delivered().stream())
                .filter(one -> one.user().equals(user));
    }

    private long unread(UserId user) {
        return listed(user).unreadCount();
    }

    private Conversation listed(UserId user) {
        return service.call(MessagingApi.CONVERSATIONS, new ListConversations(user, 10, Optional.empty()))
                .items()
                .getFirst();
    }

    private static void receipts(UserId user, boolean on) {
        service.postgres()
                .query(
                        "INSERT INTO settings (user_id, read_receipts, updated_at) VALUES ($1, $2, now())"
                                + " ON CONFLICT (user_id) DO UPDATE SET read_receipts = EXCLUDED.read_receipts",
                        user.value(),
                        on);
    }

    private static void block(UserId user, UserId other) {
        service.postgres().query("INSERT INTO blocks VALUES ($1, $2, now())", user.value(), other.value());
    }

    private static JsonNode only(List<JsonNode> events) {
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private static List<MessageId> ids(JsonNode data) {
        return StreamSupport.stream(data.path("message_ids").spliterator(), false)
                .map(id -> MessageId.parse(id.asText()))
                .toList();
    }
}
