package io.devthread.realtime.messaging;

import io.devthread.realtime.messaging.ExportStore.Exported;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.RevisionStore.Sent;
import io.devthread.realtime.messaging.RevisionStore.Written;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Cursor;
import io.devthread.realtime.model.Export;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.MessageId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.PageRules;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Gives people what they have said and been told, and erases what they have said. */
final class PersonalData {
    /** Messages in one answer, of one conversation. */
    static final int PAGE = 200;

    /** Messages erased in one transaction. */
    static final int BATCH = 100;

    /** Messages that are looked at for one batch. */
    static final int WINDOW = 1_000;

    private static final UUID FIRST = new UUID(0, 0);

    private final ExportStore exports;
    private final RevisionStore revisions;
    private final MessageDelivery delivery;
    private final Clock clock;
    private final Runnable pause;

    /** @param pause before one asks again whether the event logs have been reached */
    PersonalData(ExportStore exports, RevisionStore revisions, MessageDelivery delivery, Clock clock, Runnable pause) {
        this.exports = exports;
        this.revisions = revisions;
        this.delivery = delivery;
        this.clock = clock;
        this.pause = pause;
    }

    /** A conversation, or a part of a long one, a page; in the order of their ids, which never changes. */
    Export.Page export(Export.Ask request) {
        Cursor start = PageRules.cursor(request.cursor(), Cursor.of(FIRST, 0));
        UUID from = PageRules.readCursor(() -> Ids.parse(start.key().get(0)));
        long after = PageRules.readCursor(() -> Long.parseLong(start.key().get(1)));
        Optional<Exported> found = exports.conversation(request.userId(), new ConversationId(from), after, PAGE);
        return found.map(part -> new Export.Page(List.of(Json.mapper().valueToTree(part)), Optional.of(next(part))))
                .orElseGet(() -> new Export.Page(List.of(), Optional.empty()));
    }

    /**
     * What is deleted for everyone already is erased, too: the id that the sender's device gave it may say something. It
     * has an end only when no event log holds a word of it any more: while Redis is away, there is more to do.
     */
    Export.Erased erase(Export.Erase request) {
        ErasurePass pass = ErasurePass.of(request.cursor());
        List<Sent> window = revisions.sent(request.userId(), pass.after(), WINDOW);
        List<Sent> batch =
                window.stream().filter(sent -> !sent.erased()).limit(BATCH).toList();
        Optional<ErasurePass> next = pass.next(window, batch);
        if (next.isPresent()) {
            return erased(batch.isEmpty() ? 0 : erase(request.userId(), batch), true, next);
        }
        boolean redacting = revisions.isRedacting(request.userId());
        if (redacting) {
            pause.run();
        }
        return erased(0, redacting, Optional.of(pass));
    }

    private static Export.Erased erased(long messages, boolean more, Optional<ErasurePass> next) {
        return new Export.Erased(Map.of("messages", messages), more, next.map(ErasurePass::cursor));
    }

    private int erase(UserId user, List<Sent> batch) {
        List<MessageId> ids = batch.stream().map(Sent::id).toList();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Written written = revisions.revise(user, ids, revision -> revision.erase(now));
        delivery.redact(written.redactions()).await();
        delivery.deliver(written.events());
        return written.messages().size();
    }

    private static String next(Exported part) {
        if (part.messages().size() < PAGE) {
            return Cursor.of(after(part.id().value()), 0).text();
        }
        Message last = part.messages().getLast();
        return Cursor.of(part.id(), last.conversationSeq()).text();
    }

    private static UUID after(UUID id) {
        long low = id.getLeastSignificantBits() + 1;
        return new UUID(low == 0 ? id.getMostSignificantBits() + 1 : id.getMostSignificantBits(), low);
    }
}
