package io.devthread.realtime.gateway.http;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.ErrorBody;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.session.Data;
import io.devthread.realtime.gateway.session.MessageReads;
import io.devthread.realtime.gateway.session.RateLimits.Kind;
import io.devthread.realtime.messaging.MessagingApi;
import io.devthread.realtime.messaging.MessagingApi.SendResult;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.tracing.SpanNames;
import io.devthread.realtime.tracing.Step;
import io.devthread.realtime.tracing.Tracing;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Conversations and what is said in them. */
final class ConversationRoutes {
    private static final String CONVERSATIONS = "/api/v1/conversations";
    private static final String MESSAGES = "/api/v1/conversations/:id/messages";
    private static final String READ = "/api/v1/conversations/:id/read";

    private final Bus bus;
    private final BiConsumer<Identity, MessagingApi.Message> messageSent;
    private final Tracing tracing;

    ConversationRoutes(Bus bus, BiConsumer<Identity, MessagingApi.Message> messageSent, Tracing tracing) {
        this.bus = bus;
        this.tracing = tracing;
        this.messageSent = messageSent;
    }

    List<Route> routes() {
        return List.of(
                Route.get(CONVERSATIONS, this::list),
                Route.post(CONVERSATIONS, this::open),
                Route.get(MESSAGES, this::history),
                Route.post(MESSAGES, this::send).counting(Kind.MESSAGE),
                Route.post(READ, this::markRead));
    }

    private Future<Answer> list(ApiCall call) {
        var question = new MessagingApi.ListConversations(call.user(), call.limit(), call.cursor());
        return bus.call(MessagingApi.CONVERSATIONS, question).map(Answer::ok);
    }

    private Future<Answer> open(ApiCall call) {
        UserId partner = call.data().id("participant_id", UserId::parse);
        return bus.call(MessagingApi.OPEN, new MessagingApi.OpenConversation(call.user(), partner))
                .map(opened -> Answer.created(opened.created(), opened.conversation()));
    }

    private Future<Answer> history(ApiCall call) {
        Optional<Long> beforeSeq = call.queryNumber("before_seq", 1);
        Optional<Long> afterSeq = call.queryNumber("after_seq", 0);
        if (beforeSeq.isPresent() && afterSeq.isPresent()) {
            throw Refusal.invalid("after_seq", "can't be combined with before_seq");
        }
        return bus.call(
                        MessagingApi.HISTORY,
                        new MessagingApi.History(
                                call.user(),
                                call.pathId("id", ConversationId::parse),
                                beforeSeq,
                                afterSeq,
                                call.limit(),
                                call.cursor()))
                .map(Answer::ok);
    }

    private Future<Answer> send(ApiCall call) {
        Data data = call.data();
        var send = new MessagingApi.Send(
                call.user(),
                Optional.of(call.pathId("id", ConversationId::parse)),
                Optional.empty(),
                data.text("content"),
                data.text("client_message_id"));
        Step step = tracing.userDoor(SpanNames.POST_MESSAGE, call.header("traceparent"))
                .with(SpanNames.USER, call.user());
        var batch = new MessagingApi.SendBatch(List.of(send.within(step.traceparent())));
        return step.until(bus.call(MessagingApi.SEND, batch)
                .map(results -> answer(call.identity(), results.results().getFirst())));
    }

    private Future<Answer> markRead(ApiCall call) {
        Optional<ConversationId> conversation = Optional.of(call.pathId("id", ConversationId::parse));
        return bus.call(MessagingApi.READ, MessageReads.of(call.user(), call.data(), conversation))
                .map(Answer::ok);
    }

    private Answer answer(Identity sender, SendResult result) {
        MessagingApi.Message message = result.message()
                .orElseThrow(() -> result.error().map(ErrorBody::toRefusal).orElseThrow());
        messageSent.accept(sender, message);
        return Answer.created(!result.repeated(), message);
    }
}
