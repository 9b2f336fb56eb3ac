package io.devthread.realtime.messaging;

import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.GroupCommit;
import io.devthread.realtime.platform.QueueMetrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Who takes part in a conversation, for very many who ask at once: each client of a gateway that died asks it for every
 * conversation it has open. What is asked while the database answers goes together into the next question, as writes do.
 */
final class ParticipantReads {
    private static final GroupCommit.Limits LIMITS = new GroupCommit.Limits(1_000, 50_000);

    private final Function<List<ConversationId>, Map<ConversationId, List<UserId>>> store;
    private final GroupCommit<Question> questions;

    private record Question(ConversationId conversation, Promise<List<UserId>> answer) {}

    ParticipantReads(
            QueueMetrics metrics,
            Context context,
            Function<List<ConversationId>, Map<ConversationId, List<UserId>>> store) {
        this.store = store;
        this.questions = new GroupCommit<>(LIMITS, metrics, context, this::ask, ParticipantReads::fail);
    }

    /** Awaits. In their order; empty for a conversation that does not exist. */
    List<List<UserId>> of(List<ConversationId> conversations) {
        List<Question> asked = conversations.stream()
                .map(conversation -> new Question(conversation, Promise.promise()))
                .toList();
        questions.add(asked);
        return Future.all(asked.stream()
                        .map(question -> question.answer().future())
                        .toList())
                .await()
                .list();
    }

    private void ask(List<Question> batch) {
        Map<ConversationId, List<UserId>> found = store.apply(
                batch.stream().map(Question::conversation).distinct().toList());
        batch.forEach(question -> question.answer().complete(found.getOrDefault(question.conversation(), List.of())));
    }

    private static void fail(List<Question> batch, Throwable thrown) {
        batch.forEach(question -> question.answer().tryFail(thrown));
    }
}
