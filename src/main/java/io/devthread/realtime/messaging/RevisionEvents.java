package io.devthread.realtime.messaging;

import com.github.f4b6a3.uuid.UuidCreator;
import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.delivery.Redaction;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.MessageDeleted;
import io.devthread.realtime.messaging.MessagingApi.MessageEdited;
import io.devthread.realtime.messaging.MessagingApi.NewMessage;
import io.devthread.realtime.messaging.RevisedMessage.View;
import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * {@code message/message_edited} and {@code message/message_deleted}, for both participants, and what their logs shall
 * say from then on of the events before: nobody who resumes sees what was edited away or deleted.
 */
final class RevisionEvents {
    private static final String EDITED = "message_edited";
    private static final String DELETED = "message_deleted";

    private final int logLength;

    /** @param logLength events that a person's log keeps */
    RevisionEvents(int logLength) {
        this.logLength = logLength;
    }

    static void tell(Changes changes, RevisedMessage revised, View view, Instant at) {
        Message message = view.message();
        if (message.deleted()) {
            MessageDeleted data = new MessageDeleted(message, view.unread());
            changes.tell(message.conversationId(), id(message, DELETED), view.user(), DELETED, data, at);
        } else {
            UUID id = editId(message, revised.revision());
            changes.tell(message.conversationId(), id, view.user(), EDITED, new MessageEdited(message), at);
        }
    }

    List<Redaction> redactions(List<RevisedMessage> revised, Instant at) {
        return revised.stream()
                .flatMap(one -> one.views().stream().flatMap(view -> redactions(one, view, at)))
                .toList();
    }

    private Stream<Redaction> redactions(RevisedMessage revised, View view, Instant at) {
        List<UUID> edits = editsBefore(view.message(), revised.revision());
        Stream<Redaction> ofEdits =
                edits.isEmpty() ? Stream.empty() : Stream.of(ofEdits(view, revised.revision(), edits, at));
        Stream<Redaction> ofDeletion =
                revised.wasDeleted() ? Stream.of(ofDeletion(view, revised.revision(), at)) : Stream.empty();
        return Stream.of(Stream.of(ofSend(view, revised.revision())), ofEdits, ofDeletion)
                .flatMap(redactions -> redactions);
    }

    /** It keeps the beginning by which {@link ToldMessage} knows it, and the message's place. */
    private static Redaction ofSend(View view, long revision) {
        Message message = view.message();
        UUID id = NewMessageEvents.id(message);
        Instant sentAt = Instant.ofEpochMilli(message.timestamp());
        String body = body(NewMessageEvents.EVENT, id, view.user(), new NewMessage(message, view.unread()), sentAt);
        return new Redaction(id, revision, view.user(), message.senderId(), List.of(id), body);
    }

    private static Redaction ofEdits(View view, long revision, List<UUID> edits, Instant at) {
        Message message = view.message();
        String body = body(EDITED, edits.getLast(), view.user(), new MessageEdited(message), at);
        return new Redaction(id(message, EDITED), revision, view.user(), message.senderId(), edits, body);
    }

    private static Redaction ofDeletion(View view, long revision, Instant at) {
        Message message = view.message();
        UUID id = id(message, DELETED);
        String body = body(DELETED, id, view.user(), new MessageDeleted(message, view.unread()), at);
        return new Redaction(id, revision, view.user(), message.senderId(), List.of(id), body);
    }

    /** Those that a log may still hold. */
    private List<UUID> editsBefore(Message message, long revision) {
        return LongStream.range(Math.max(1, revision - logLength), revision)
                .mapToObj(earlier -> editId(message, earlier))
                .toList();
    }

    private static String body(String event, UUID id, UserId user, Object data, Instant at) {
        return FrameBody.durable(NewMessageEvents.TYPE, event, id, user, data, at);
    }

    private static UUID editId(Message message, long revision) {
        return id(message, EDITED + "/" + revision);
    }

    /** A name-based UUID in the namespace of the message, as that of {@link NewMessageEvents}. */
    private static UUID id(Message message, String name) {
        return UuidCreator.getNameBasedSha1(message.id().value(), name);
    }
}
