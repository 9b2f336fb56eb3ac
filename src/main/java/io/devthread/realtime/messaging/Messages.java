package io.devthread.realtime.messaging;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.messaging.MessagingApi.History;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.MessagePage;
import io.devthread.realtime.model.Cursor;
import io.devthread.realtime.platform.PageRules;
import java.util.List;
import java.util.Optional;

/**
 * What has been said in a conversation, a page at a time. Pages show newest first; {@code next} goes on in the
 * direction in which the first page was asked: to older ones, or with {@code after_seq} to newer ones.
 */
final class Messages {
    private enum Direction {
        OLDER,
        NEWER
    }

    private final MessageStore store;
    private final Conversations conversations;

    Messages(MessageStore store, Conversations conversations) {
        this.store = store;
        this.conversations = conversations;
    }

    MessagePage history(History request) {
        int limit = PageRules.checkedLimit(request.limit());
        Cursor start = PageRules.cursor(request.cursor(), start(request));
        conversations.requireParticipant(request.userId(), request.conversationId());
        long seq = PageRules.readCursor(() -> Long.parseLong(start.key().get(1)));
        return switch (PageRules.readCursor(() -> Direction.valueOf(start.key().get(0)))) {
            case OLDER -> older(request, seq, limit);
            case NEWER -> newer(request, seq, limit);
        };
    }

    private MessagePage older(History request, long before, int limit) {
        List<Message> found = store.before(request.userId(), request.conversationId(), before, limit + 1);
        return page(Direction.OLDER, found, limit);
    }

    private MessagePage newer(History request, long after, int limit) {
        List<Message> found = store.after(request.userId(), request.conversationId(), after, limit + 1);
        MessagePage page = page(Direction.NEWER, found, limit);
        return new MessagePage(page.items().reversed(), page.next());
    }

    /** @param found one more than the page holds where there is more */
    private static MessagePage page(Direction direction, List<Message> found, int limit) {
        if (found.size() <= limit) {
            return new MessagePage(found, Optional.empty());
        }
        Message last = found.get(limit - 1);
        return new MessagePage(
                found.subList(0, limit),
                Optional.of(Cursor.of(direction, last.conversationSeq()).text()));
    }

    private static Cursor start(History request) {
        checkSeq("before_seq", request.beforeSeq());
        checkSeq("after_seq", request.afterSeq());
        if (request.beforeSeq().isPresent() && request.afterSeq().isPresent()) {
            throw Refusal.invalid("after_seq", "can't be combined with before_seq");
        }
        return request.afterSeq()
                .map(seq -> Cursor.of(Direction.NEWER, seq))
                .orElseGet(() -> Cursor.of(Direction.OLDER, request.beforeSeq().orElse(Long.MAX_VALUE)));
    }

    private static void checkSeq(String field, Optional<Long> seq) {
        if (seq.filter(given -> given < 0).isPresent()) {
            throw Refusal.invalid(field, "must not be negative");
        }
    }
}
