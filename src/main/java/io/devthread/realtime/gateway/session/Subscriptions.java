package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What one connection is subscribed to. Subscribing asks for rights and takes a while, so these commands run one after
 * the other: a subscribe and an unsubscribe sent at once end as unsubscribed. {@code Connections} keeps what is
 * subscribed; there is no second list here. On the connection's event loop.
 */
final class Subscriptions {
    private final Gateway gateway;
    private final ClientConnection connection;
    private final Lane lane = new Lane();

    Subscriptions(Gateway gateway, ClientConnection connection) {
        this.gateway = gateway;
        this.connection = connection;
    }

    /** {@code channel}, or {@code channels}. */
    static List<Channel> channels(Data data) {
        if (data.has("channel") && data.has("channels")) {
            throw Refusal.invalid("channel", "or channels is required, not both");
        }
        List<String> names = data.has("channel")
                ? List.of(data.text("channel"))
                : data.texts("channels", SessionConfig.MAX_CHANNELS_PER_COMMAND);
        return names.stream().distinct().map(Channel::parse).toList();
    }

    /** All of them or, when one is not allowed, none. @return all that are subscribed now */
    Future<Set<String>> subscribe(List<Channel> wanted) {
        return lane.inTurn(() -> partners(wanted).compose(partners -> add(names(wanted), partners)));
    }

    /** The personal channel stays. @return all that are subscribed now */
    Future<Set<String>> unsubscribe(List<Channel> unwanted) {
        return lane.inTurn(() -> {
            for (String name : names(unwanted)) {
                leave(name);
            }
            return saved();
        });
    }

    /**
     * Of a resumed session, whose rights are checked again: a session is no permit. Commands do not wait for that, as
     * it takes as long as an outage.
     */
    Set<String> restore(Set<String> known) {
        if (!known.isEmpty()) {
            List<Channel> channels = known.stream().map(Channel::parse).toList();
            known.forEach(this::join);
            new RestoredRights(this::partners, this::watch, this::drop, this::later).check(channels);
        }
        return all();
    }

    private Future<Set<String>> add(List<String> names, Map<ConversationId, UserId> partners) {
        Set<String> after = new LinkedHashSet<>(subscribed());
        after.addAll(names);
        if (after.size() > gateway.config().maxSubscriptions()) {
            return Future.failedFuture(Refusal.of(
                    Failure.TOO_MANY_SUBSCRIPTIONS,
                    "at most " + gateway.config().maxSubscriptions() + " subscriptions per connection"));
        }
        if (connection.isEntered()) {
            names.forEach(this::join);
            watch(partners);
        }
        return saved();
    }

    private void join(String name) {
        gateway.connections().subscribe(connection, name);
    }

    private void leave(String name) {
        if (gateway.connections().unsubscribe(connection, name)
                && Channel.parse(name) instanceof Channel.Conversation conversation) {
            gateway.presence().unsubscribed(connection, conversation.id());
        }
    }

    /** Who subscribes to a conversation sees the partner's presence there. */
    private void watch(Map<ConversationId, UserId> partners) {
        partners.forEach((conversation, partner) -> gateway.presence().subscribed(connection, conversation, partner));
    }

    private void drop(Channel channel) {
        leave(channel.toString());
        saved();
    }

    private void later(Duration pause, Runnable task) {
        connection
                .here(gateway.vertx().timer(pause.toMillis(), TimeUnit.MILLISECONDS))
                .onSuccess(fired -> {
                    if (connection.isLive()) {
                        task.run();
                    }
                });
    }

    /**
     * Stores them with the session, so that a resume restores them; while Redis is away they hold for this connection
     * only. Not for a connection that has gone meanwhile: it has no subscriptions any more, and that must not overwrite
     * those which its session had.
     */
    private Future<Set<String>> saved() {
        Set<String> now = all();
        if (!connection.isEntered()) {
            return Future.succeededFuture(now);
        }
        return connection
                .here(gateway.logs()
                        .saveSubscriptions(
                                connection.user(),
                                connection.session(),
                                connection.connectionId(),
                                Set.copyOf(subscribed())))
                .map(now)
                .otherwise(now);
    }

    private Set<String> all() {
        Set<String> names = connection.personalChannel();
        names.addAll(subscribed());
        return names;
    }

    private List<String> subscribed() {
        return gateway.connections().channelsOf(connection);
    }

    /** Fails when one of them is not allowed. */
    private Future<Map<ConversationId, UserId>> partners(List<Channel> channels) {
        return connection.here(new ChannelRights(gateway.bus()).checkAll(connection.user(), channels));
    }

    /** The personal channel is subscribed by itself, so naming it changes nothing. */
    private List<String> names(List<Channel> wanted) {
        return wanted.stream()
                .filter(channel -> !(channel instanceof Channel.Personal))
                .map(Channel::toString)
                .toList();
    }
}
