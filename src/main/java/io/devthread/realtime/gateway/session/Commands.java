package io.devthread.realtime.gateway.session;

import static java.util.Map.entry;

import io.devthread.realtime.bus.Address;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.session.RateLimits.Kind;
import io.devthread.realtime.messaging.MessagingApi;
import io.devthread.realtime.messaging.MessagingApi.SendResult;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.MessageId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.presence.PresenceApi;
import io.devthread.realtime.tracing.SpanNames;
import io.devthread.realtime.tracing.Step;
import io.devthread.realtime.typing.TypingApi;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one caller may command: the table of contract section 2.3. Each command with an id gets exactly one reply,
 * {@code ack} or {@code error}. To add a command, add a row and a method. On the caller's event loop.
 */
final class Commands {
    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

    private final Gateway gateway;
    private final Caller caller;
    /** Made by the first message: most connections only listen. */
    private Optional<SendLane> messages = Optional.empty();

    /** Made by the first edit or deletion. */
    private Optional<Lane> revisions = Optional.empty();

    /** Made by the first status that is set or asked for. */
    private Optional<Lane> presence = Optional.empty();

    /** Made by the first refusal. */
    private Optional<Flooding> flooding = Optional.empty();

    /** Made by the first start: most connections never type. */
    private volatile Optional<TypingLane> typing = Optional.empty();

    /** One table for all connections. {@code run} gives the data of the ack. */
    private static final Map<String, Row> TABLE = Map.ofEntries(
            entry("system/refresh_token", new Row(Kind.COMMAND, Commands::refreshToken)),
            entry("system/subscribe", new Row(Kind.COMMAND, Commands::subscribe)),
            entry("system/unsubscribe", new Row(Kind.COMMAND, Commands::unsubscribe)),
            entry("message/send_message", new Row(Kind.MESSAGE, Commands::sendMessage)),
            entry("typing/typing_start", new Row(Kind.TYPING, Commands::startTyping)),
            entry("typing/typing_stop", new Row(Kind.TYPING, Commands::stopTyping)),
            entry("message/message_read", new Row(Kind.COMMAND, Commands::messageRead)),
            entry("message/edit_message", new Row(Kind.MESSAGE, Commands::editMessage)),
            entry("message/delete_message", new Row(Kind.COMMAND, Commands::deleteMessage)),
            entry("presence/set_status", new Row(Kind.COMMAND, Commands::setStatus)),
            entry("presence/query", new Row(Kind.COMMAND, Commands::queryPresence)),
            entry("notification/mark_read", new Row(Kind.COMMAND, Commands::markRead)));

    private record Row(Kind kind, BiFunction<Commands, Call, Future<?>> run) {}

    private record Call(Optional<String> id, Data data) {}

    private record Expires(Instant expiresAt) {}

    private record Sent(MessagingApi.Message message) {}

    private record Subscribed(Set<String> channels) {}

    Commands(Gateway gateway, Caller caller) {
        this.gateway = gateway;
        this.caller = caller;
    }

    /** What the table knows; the AsyncAPI document has to have it. */
    static Set<String> names() {
        return TABLE.keySet();
    }

    void connectionClosed() {
        typing.ifPresent(TypingLane::connectionClosed);
    }

    /** Any thread. */
    boolean hasTyped() {
        return typing.isPresent();
    }

    void messageSent(MessagingApi.Message message) {
        typing.ifPresent(lane -> lane.messageSent(message.conversationId(), message.conversationSeq()));
    }

    /** Never fails. @return the one reply; empty for a command without an id that went well */
    Future<Optional<Frame>> reply(Command.Call call) {
        try {
            return switch (call.name()) {
                case "system/ping" -> {
                    allow(Kind.COMMAND);
                    yield reply(Replies.system("pong", call.id(), Map.of(), caller.now()));
                }
                case "system/authenticate" -> {
                    allow(Kind.COMMAND);
                    throw Refusal.of(
                            Failure.INVALID_DATA, "this connection is authenticated; use system/refresh_token");
                }
                default -> reply(call, row(call));
            };
        } catch (Refusal refusal) {
            return reply(refused(call, refusal));
        }
    }

    private Row row(Command.Call call) {
        Row row = TABLE.get(call.name());
        if (row == null) {
            allow(Kind.COMMAND);
            throw Refusal.of(Failure.UNKNOWN_EVENT, "there is no command " + shown(call.name()));
        }
        allow(row.kind());
        return row;
    }

    private Future<Optional<Frame>> reply(Command.Call call, Row row) {
        return row.run()
                .apply(this, new Call(call.id(), new Data(call.data())))
                .map(data -> call.id().map(id -> Replies.ack(id, data, caller.now())))
                .otherwise(thrown -> Optional.of(refused(call, refusal(call, thrown))));
    }

    private static Future<Optional<Frame>> reply(Frame frame) {
        return Future.succeededFuture(Optional.of(frame));
    }

    /** Who waits as told is never closed: see {@link Flooding}. */
    private void allow(Kind kind) {
        try {
            gateway.rates().check(caller.user(), kind);
        } catch (Refusal limited) {
            Flooding told = flooding.orElseGet(Flooding::new);
            flooding = Optional.of(told);
            if (told.exhaustedBy(kind, limited.retryAfter().orElse(Duration.ZERO), System.nanoTime())) {
                caller.close(CloseCode.FLOODING);
            }
            throw limited;
        }
    }

    /** What is no command of this version counts as one all the same: its answer costs as much. */
    Frame refusal(Command.MalformedFrame malformed) {
        return counted(malformed.id(), () -> Replies.malformed(malformed, caller.now()));
    }

    /** The same for what is refused before it is read as a command. */
    Frame refusal(Optional<String> id, Refusal refusal) {
        return counted(id, () -> Replies.error(id, refusal, caller.now()));
    }

    private Frame counted(Optional<String> id, Supplier<Frame> answer) {
        try {
            allow(Kind.COMMAND);
            return answer.get();
        } catch (Refusal limited) {
            return Replies.error(id, limited, caller.now());
        }
    }

    private Future<?> refreshToken(Call call) {
        Identity fresh = new Handshakes(gateway).identify(call.data().text("token"));
        if (!fresh.user().equals(caller.user())) {
            throw Refusal.of(Failure.FORBIDDEN, "the token is another user's");
        }
        caller.renew(fresh);
        return Future.succeededFuture(new Expires(fresh.expiresAt()));
    }

    private Future<?> subscribe(Call call) {
        return caller.subscriptions()
                .subscribe(Subscriptions.channels(call.data()))
                .map(Subscribed::new);
    }

    private Future<?> unsubscribe(Call call) {
        List<Channel> channels = Subscriptions.channels(call.data());
        typing.ifPresent(lane -> lane.unsubscribed(Channel.conversations(channels)));
        return caller.subscriptions().unsubscribe(channels).map(Subscribed::new);
    }

    private Future<?> sendMessage(Call call) {
        Data data = call.data();
        MessagingApi.Send send = new MessagingApi.Send(
                caller.user(),
                data.optionalId("conversation_id", ConversationId::parse),
                data.optionalId("recipient_id", UserId::parse),
                data.text("content"),
                data.text("client_message_id"));
        if (send.conversationId().isPresent() == send.recipientId().isPresent()) {
            throw Refusal.invalid("conversation_id", "or recipient_id is required, not both");
        }
        Step step = gateway.traced()
                .tracing()
                .userDoor(SpanNames.SEND_MESSAGE, data.textOrNothing("traceparent"))
                .with(SpanNames.USER, caller.user());
        return step.until(messages().send(send.within(step.traceparent())).compose(Commands::sent))
                .onSuccess(sent -> caller.sent(sent.message()));
    }

    private SendLane messages() {
        SendLane lane = messages.orElseGet(
                () -> new SendLane(batch -> caller.here(gateway.bus().call(MessagingApi.SEND, batch))));
        messages = Optional.of(lane);
        return lane;
    }

    private Future<?> editMessage(Call call) {
        MessageId message = call.data().id("message_id", MessageId::parse);
        MessagingApi.Edit edit =
                new MessagingApi.Edit(caller.user(), message, call.data().text("content"));
        return revise(MessagingApi.EDIT, edit);
    }

    private Future<?> deleteMessage(Call call) {
        MessageId message = call.data().id("message_id", MessageId::parse);
        MessagingApi.Delete delete = new MessagingApi.Delete(caller.user(), message);
        return revise(MessagingApi.DELETE, delete);
    }

    /** One after the other: of edits that are sent at once the last one stands. */
    private <Q> Future<Sent> revise(Address<Q, MessagingApi.Message> address, Q request) {
        Lane lane = revisions.orElseGet(Lane::new);
        revisions = Optional.of(lane);
        return lane.inTurn(() -> caller.here(gateway.bus().call(address, request)))
                .map(Sent::new);
    }

    private static Future<Sent> sent(SendResult result) {
        return result.message()
                .map(message -> Future.succeededFuture(new Sent(message)))
                .orElseGet(
                        () -> Future.failedFuture(result.error().orElseThrow().toRefusal()));
    }

    private Future<?> startTyping(Call call) {
        return typing().start(conversation(call)).map(Map.of());
    }

    private Future<?> stopTyping(Call call) {
        return typing().stop(conversation(call)).map(Map.of());
    }

    private static ConversationId conversation(Call call) {
        return call.data().id("conversation_id", ConversationId::parse);
    }

    private TypingLane typing() {
        TypingLane lane = typing.orElseGet(() -> new TypingLane(
                caller.connectionId(),
                caller::identity,
                start -> caller.here(gateway.bus().call(TypingApi.START, start)),
                stop -> caller.here(gateway.bus().call(TypingApi.STOP, stop))));
        typing = Optional.of(lane);
        return lane;
    }

    private Future<?> messageRead(Call call) {
        var read = MessageReads.of(caller.user(), call.data(), Optional.empty());
        return caller.here(gateway.bus().call(MessagingApi.READ, read));
    }

    private Future<?> markRead(Call call) {
        return caller.here(gateway.bus().call(NotificationApi.MARK_READ, ReadMarks.of(caller.user(), call.data())));
    }

    private Future<?> setStatus(Call call) {
        StatusChange change = StatusChange.of(call.data());
        if (change.automatic()) {
            caller.active(change.isActive());
            return Future.succeededFuture(change.ack());
        }
        return presence(PresenceApi.SET_STATUS, new PresenceApi.SetStatus(caller.user(), change.status()))
                .map(stored -> change.ack());
    }

    private Future<?> queryPresence(Call call) {
        List<UserId> users = call.data().ids("user_ids", PresenceApi.MOST_ASKED, UserId::parse);
        return presence(PresenceApi.AS_SEEN_BY, new PresenceApi.AsSeenBy(caller.user(), users));
    }

    /** One after the other: of statuses that are set at once the last one stands, and who asks then hears of it. */
    private <Q, R> Future<R> presence(Address<Q, R> address, Q request) {
        Lane lane = presence.orElseGet(Lane::new);
        presence = Optional.of(lane);
        return lane.inTurn(() -> caller.here(gateway.bus().call(address, request)));
    }

    /** A client's own words reach no log, so what is no command of ours is named as that. */
    private Frame refused(Command.Call call, Refusal refusal) {
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "command.refused user={} connection={} name={} code={}",
                    caller.user(),
                    caller.connectionId(),
                    TABLE.containsKey(call.name()) ? call.name() : "unknown",
                    refusal.failure().code());
        }
        return Replies.error(call.id(), refusal, caller.now());
    }

    private Refusal refusal(Command.Call call, Throwable thrown) {
        if (thrown instanceof Refusal refusal) {
            return refusal;
        }
        LOG.error(
                "command failed user={} connection={} name={}",
                caller.user(),
                caller.connectionId(),
                shown(call.name()),
                thrown);
        return Refusal.internal();
    }

    /** A client's own words, short and without control characters, so that they can stand in a message or a log. */
    private static String shown(String name) {
        String printable = name.replaceAll("[^\\p{Alnum}_/.:-]", "?");
        return printable.length() <= 80 ? printable : printable.substring(0, 80) + "…";
    }
}
