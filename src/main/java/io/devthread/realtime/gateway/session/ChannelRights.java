package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.messaging.MessagingApi;
import io.devthread.realtime.messaging.MessagingApi.Participation;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Who may subscribe to what. What does not exist is as forbidden as what is not one's own. */
public final class ChannelRights {
    private final Bus bus;

    public ChannelRights(Bus bus) {
        this.bus = bus;
    }

    /**
     * Fails with {@code forbidden} when one of them is not allowed. However many conversations there are, messaging is
     * asked once.
     *
     * @return the partners in those that are conversations
     */
    public Future<Map<ConversationId, UserId>> checkAll(UserId user, Collection<Channel> channels) {
        return Future.succeededFuture(channels)
                .map(all -> all.stream()
                        .flatMap(channel -> toBeAsked(user, channel).stream())
                        .toList())
                .compose(conversations ->
                        participants(user, conversations).map(users -> partners(user, conversations, users)));
    }

    /** The conversation whose participants only messaging knows; empty for what is allowed without. */
    private static Optional<ConversationId> toBeAsked(UserId user, Channel channel) {
        return switch (channel) {
            case Channel.Feed feed -> Optional.empty();
            case Channel.Post post -> Optional.empty();
            case Channel.Conversation conversation -> Optional.of(conversation.id());
            case Channel.Personal personal -> {
                if (!personal.user().equals(user)) {
                    throw Refusal.of(Failure.FORBIDDEN, "this channel is not yours");
                }
                yield Optional.empty();
            }
        };
    }

    /** In their order. */
    private Future<List<List<UserId>>> participants(UserId user, List<ConversationId> conversations) {
        if (conversations.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        List<ConversationId> further = conversations.subList(1, conversations.size());
        Optional<List<ConversationId>> atOnce = Optional.of(further).filter(some -> !some.isEmpty());
        return bus.call(MessagingApi.PARTICIPANTS, new Participation(user, conversations.getFirst(), atOnce))
                .compose(answer -> answer.further()
                        .map(Future::succeededFuture)
                        .orElseGet(() -> oneByOne(user, further))
                        .map(others -> Stream.concat(Stream.of(answer.users()), others.stream())
                                .toList()));
    }

    /** As a process of the version before has to be asked. */
    private Future<List<List<UserId>>> oneByOne(UserId user, List<ConversationId> conversations) {
        List<Future<List<UserId>>> answers = conversations.stream()
                .map(conversation -> participants(user, List.of(conversation)).map(List::getFirst))
                .toList();
        return Future.all(answers).map(all -> all.list());
    }

    private static Map<ConversationId, UserId> partners(
            UserId user, List<ConversationId> conversations, List<List<UserId>> users) {
        Map<ConversationId, UserId> partners = new HashMap<>();
        for (int i = 0; i < conversations.size(); i++) {
            for (UserId participant : users.get(i)) {
                if (!participant.equals(user)) {
                    partners.put(conversations.get(i), participant);
                }
            }
        }
        return partners;
    }
}
