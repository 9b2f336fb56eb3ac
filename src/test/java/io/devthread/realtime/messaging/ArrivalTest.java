package io.devthread.realtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.delivery.Confirmations.Confirmed;
import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.messaging.Arrival.OutboxRow;
import io.devthread.realtime.messaging.Arrival.Outstanding;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.NewMessage;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.MessageId;
import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ArrivalTest {
    private final UserId alice = new UserId(Ids.next());
    private final UserId bob = new UserId(Ids.next());
    private final ConversationId talk = new ConversationId(Ids.next());
    private final ConversationId other = new ConversationId(Ids.next());

    @Test
    void withNothingOutstandingEverythingHasArrived() {
        assertThat(upTo(9, List.of(), confirmed(0))).isEqualTo(9);
    }

    @Test
    void theFirstUnconfirmedMessageOfThePartnerEndsWhatHasArrived() {
        assertThat(upTo(9, List.of(), confirmed(0, body(talk, 7, alice), body(talk, 8, alice))))
                .isEqualTo(6);
    }

    @Test
    void ownMessagesAndThoseOfOtherConversationsEndNothing() {
        assertThat(upTo(9, List.of(), confirmed(0, body(talk, 7, bob), body(other, 2, alice))))
                .isEqualTo(9);
    }

    @Test
    void eventsThatBringNoMessageEndNothing() {
        String read = FrameBody.durable("message", "messages_read", Ids.next(), bob, Map.of("a", 1), Instant.EPOCH);
        assertThat(upTo(9, List.of(), confirmed(0, read))).isEqualTo(9);
        assertThat(upTo(9, List.of(new OutboxRow(11, Optional.empty())), confirmed(0)))
                .isEqualTo(9);
    }

    @Test
    void aTextThatLooksLikeAnEventDeceivesNobody() {
        var deceitful = Map.of("message", Map.of("content", "\"event\":\"new_message\""), "event", "new_message");
        String edited = FrameBody.durable("message", "message_edited", Ids.next(), bob, deceitful, Instant.EPOCH);
        assertThat(ToldMessage.in(edited)).isEmpty();
    }

    @Test
    void whatIsNotLoggedHasNotArrivedAndWhatIsLoggedHas() {
        List<OutboxRow> outbox = List.of(row(20, 7), row(21, 8), row(22, 9));
        assertThat(upTo(9, outbox, confirmed(0))).isEqualTo(6);
        assertThat(upTo(9, outbox, confirmed(20))).isEqualTo(7);
        assertThat(upTo(9, outbox, confirmed(22))).isEqualTo(9);
        assertThat(upTo(9, outbox, confirmed(22, body(talk, 9, alice)))).isEqualTo(8);
    }

    @Test
    void beyondThePartOfTheOutboxThatWasReadNothingIsKnown() {
        List<OutboxRow> full = LongStream.rangeClosed(1, ArrivalStore.OUTBOX_ROWS)
                .mapToObj(seq -> row(seq, seq))
                .toList();
        assertThat(upTo(500, full, confirmed(400))).isEqualTo(ArrivalStore.OUTBOX_ROWS);
        assertThat(upTo(500, full, confirmed(7))).isEqualTo(7);
        List<OutboxRow> withoutMessages = full.stream()
                .map(row -> new OutboxRow(row.place(), Optional.empty()))
                .toList();
        assertThat(upTo(500, withoutMessages, confirmed(400))).isZero();
    }

    private long upTo(long lastSeq, List<OutboxRow> outbox, Confirmed confirmed) {
        Arrival arrival = Arrival.of(new Outstanding(bob, talk, lastSeq, outbox), confirmed);
        assertThat(arrival.user()).isEqualTo(bob);
        assertThat(arrival.conversation()).isEqualTo(talk);
        return arrival.upTo();
    }

    private OutboxRow row(long place, long seq) {
        return new OutboxRow(place, Optional.of(new ToldMessage(talk, seq, alice)));
    }

    private Confirmed confirmed(long logged, String... unconfirmed) {
        return new Confirmed(Map.of(talk, logged), List.of(unconfirmed));
    }

    private static String body(ConversationId conversation, long seq, UserId sender) {
        Message message = new Message(
                new MessageId(Ids.next()),
                conversation,
                seq,
                sender,
                "hello",
                "1",
                0,
                "sent",
                false,
                Optional.empty(),
                false);
        return FrameBody.durable(
                "message", "new_message", Ids.next(), sender, new NewMessage(message, 1), Instant.EPOCH);
    }
}
