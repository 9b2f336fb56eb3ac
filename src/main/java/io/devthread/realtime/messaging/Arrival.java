package io.devthread.realtime.messaging;

import io.devthread.realtime.delivery.Confirmations.Confirmed;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A device of {@code user} has everything of the conversation up to {@code upTo}.
 *
 * <p>This follows from a confirmed position of the user's event log, because log order is conversation order: the first
 * message that is not confirmed ends what is. Not confirmed is what stands in the log after that position, and what is
 * committed and not logged yet. Two stores are asked, so their order decides. PostgreSQL first, in one snapshot: the
 * newest message and the rows of the outbox. Then the log, with its marks, in one script. A message that the snapshot
 * has either stood in the outbox then, or had been logged before; whatever is logged meanwhile is found after the
 * position. The other way round, a message could be logged and leave the outbox between the two answers, seen by neither,
 * and would count as delivered to a device that never got it.
 *
 * <p>A device is often faster than the deletion of the outbox row: so a row is outstanding only if its place is after
 * the last one that the log has of the conversation.
 */
record Arrival(UserId user, ConversationId conversation, long upTo) {

    /**
     * What PostgreSQL says, in one snapshot.
     *
     * @param lastSeq of the newest message
     * @param outbox what may not be logged yet, in its order, {@link ArrivalStore#OUTBOX_ROWS} at most: where there are
     *     more, nothing is known of what follows them
     */
    record Outstanding(UserId user, ConversationId conversation, long lastSeq, List<OutboxRow> outbox) {
        /** There may be more rows than were read. */
        boolean isCut() {
            return outbox.size() >= ArrivalStore.OUTBOX_ROWS;
        }

        /** The number of the last message in the rows that were read; 0 when there is none. */
        private long lastSeqRead() {
            return outbox.stream()
                    .flatMap(row -> row.message().stream())
                    .mapToLong(ToldMessage::conversationSeq)
                    .max()
                    .orElse(0);
        }
    }

    /** @param message empty for an event that brings no message */
    record OutboxRow(long place, Optional<ToldMessage> message) {}

    static Arrival of(Outstanding known, Confirmed confirmed) {
        long logged = confirmed.logged().getOrDefault(known.conversation(), 0L);
        Stream<ToldMessage> notLogged =
                known.outbox().stream().filter(row -> row.place() > logged).flatMap(row -> row.message().stream());
        Stream<ToldMessage> notConfirmed = confirmed.unconfirmed().stream()
                .flatMap(body -> ToldMessage.in(body).stream())
                .filter(message -> message.conversationId().equals(known.conversation()));
        long upTo = Stream.concat(notLogged, notConfirmed)
                .filter(message -> !message.senderId().equals(known.user()))
                .mapToLong(ToldMessage::conversationSeq)
                .map(first -> first - 1)
                .reduce(known.isCut() ? known.lastSeqRead() : known.lastSeq(), Math::min);
        return new Arrival(known.user(), known.conversation(), upTo);
    }

    static List<ConversationId> conversations(Collection<Outstanding> outstanding) {
        return outstanding.stream().map(Outstanding::conversation).toList();
    }
}
