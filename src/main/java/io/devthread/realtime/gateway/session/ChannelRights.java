package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.messaging.MessagingApi;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Who may subscribe to what. What does not exist is as forbidden as what is not one's own. */
public final class ChannelRights {
    private final Bus bus;

    public ChannelRights(Bus bus) {
        this.bus = bus;
    }

    /**
     * Fails with {@code forbidden} when one of them is not allowed.
     *
     * @return the partners in those that are conversations
     */
    public Future<Map<ConversationId, UserId>> checkAll(UserId user, Collection<Channel> channels) {
        Map<ConversationId, UserId> partners = new ConcurrentHashMap<>();
        List<Future<Void>> checks =
                channels.stream().map(channel -> check(user, channel, partners)).toList();
        return Future.all(checks).map(partners);
    }

    private Future<Void> check(UserId user, Channel channel, Map<ConversationId, UserId> partners) {
        return switch (channel) {
            case Channel.Feed feed -> Future.succeededFuture();
            case Channel.Post post -> Future.succeededFuture();
            case Channel.Personal personal -> personal.user().equals(user) ? Future.succeededFuture() : forbidden();
            case Channel.Conversation conversation ->
                bus.call(MessagingApi.PARTICIPANTS, new MessagingApi.Participation(user, conversation.id()))
                        .onSuccess(found -> found.users().stream()
                                .filter(participant -> !participant.equals(user))
                                .forEach(partner -> partners.put(conversation.id(), partner)))
                        .mapEmpty();
        };
    }

    private static Future<Void> forbidden() {
        return Future.failedFuture(Refusal.of(Failure.FORBIDDEN, "this channel is not yours"));
    }
}
