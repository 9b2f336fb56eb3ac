package io.devthread.realtime.messaging;

import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.model.UserId;
import java.util.List;
import java.util.stream.Stream;

/**
 * A message after an edit or a deletion.
 *
 * @param sent as its sender sees it
 * @param received as the other one sees it
 * @param wasDeleted before this change: then nobody is told of it
 * @param revision how often it has been changed, this time included
 * @param conversation with the unread counts after the change
 */
record RevisedMessage(
        Message sent, Message received, boolean wasDeleted, long revision, LockedConversation conversation) {

    /** @param unread the user's unread count of the conversation after the change */
    record View(UserId user, Message message, long unread) {}

    /** Of the sender and of the recipient. */
    List<View> views() {
        return Stream.of(sender(), recipient()).toList();
    }

    View recipient() {
        LockedConversation.Side side = conversation.partnerOf(sent.senderId());
        return new View(side.user(), received, side.unread());
    }

    private View sender() {
        return new View(sent.senderId(), sent, conversation.of(sent.senderId()).unread());
    }
}
