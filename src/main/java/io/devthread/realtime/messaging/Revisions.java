package io.devthread.realtime.messaging;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.messaging.MessagingApi.Delete;
import io.devthread.realtime.messaging.MessagingApi.Edit;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.RevisionStore.OwnMessage;
import io.devthread.realtime.messaging.RevisionStore.Revision;
import io.devthread.realtime.messaging.RevisionStore.Written;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Edits and deletes messages for everyone. Only their sender may; of a message of somebody else and of one that there
 * is not, nobody learns more than that.
 */
final class Revisions {
    private final RevisionStore store;
    private final MessageDelivery delivery;
    private final Clock clock;

    Revisions(RevisionStore store, MessageDelivery delivery, Clock clock) {
        this.store = store;
        this.delivery = delivery;
        this.clock = clock;
    }

    /** The same content again changes nothing and tells nobody. */
    Message edit(Edit request) {
        SendRules.checkContent(request.content());
        return told(store.revise(
                request.userId(), List.of(request.messageId()), revision -> edit(revision, request.content())));
    }

    /** Allowed between a blocked pair, too: it takes something away. */
    Message delete(Delete request) {
        return told(store.revise(request.userId(), List.of(request.messageId()), this::delete));
    }

    private Written edit(Revision revision, String content) {
        OwnMessage own = own(revision);
        if (own.blocked()) {
            throw Refusal.of(Failure.FORBIDDEN, "nothing passes between the two of you");
        }
        if (own.sent().deleted()) {
            throw Refusal.of(Failure.NOT_FOUND, "the message has been deleted");
        }
        return own.sent().content().equals(content) ? unchanged(own) : revision.edit(own, content, now());
    }

    private Written delete(Revision revision) {
        OwnMessage own = own(revision);
        return own.sent().deleted() ? unchanged(own) : revision.delete(List.of(own), now());
    }

    private static OwnMessage own(Revision revision) {
        return revision.messages().stream()
                .findFirst()
                .orElseThrow(() -> Refusal.of(Failure.FORBIDDEN, "this is no message of yours"));
    }

    private Message told(Written written) {
        delivery.redact(written.redactions());
        delivery.deliver(written.events());
        return written.messages().getFirst();
    }

    private static Written unchanged(OwnMessage own) {
        return new Written(List.of(own.sent()), List.of(), List.of());
    }

    static Message edited(Message message, String content, Instant at) {
        return with(message, content, Optional.of(at), false);
    }

    static Message deleted(Message message) {
        return with(message, "", message.editedAt(), true);
    }

    /** Nothing is left that its sender or the sender's device put into it. */
    static Message erased(Message message) {
        Message deleted = deleted(message);
        return new Message(
                deleted.id(),
                deleted.conversationId(),
                deleted.conversationSeq(),
                deleted.senderId(),
                deleted.content(),
                deleted.id().toString(),
                deleted.timestamp(),
                deleted.status(),
                deleted.read(),
                deleted.editedAt(),
                true);
    }

    private static Message with(Message message, String content, Optional<Instant> editedAt, boolean deleted) {
        return new Message(
                message.id(),
                message.conversationId(),
                message.conversationSeq(),
                message.senderId(),
                content,
                message.clientMessageId(),
                message.timestamp(),
                message.status(),
                message.read(),
                editedAt,
                deleted);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
