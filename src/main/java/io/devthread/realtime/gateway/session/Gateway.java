package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.delivery.Logs;
import io.devthread.realtime.gateway.Admission;
import io.devthread.realtime.gateway.Connections;
import io.devthread.realtime.gateway.Revocations;
import io.devthread.realtime.gateway.poll.Polls;
import io.devthread.realtime.gateway.presence.LivePresence;
import io.devthread.realtime.gateway.socket.SocketConfig;
import io.devthread.realtime.gateway.trace.Traced;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.TokenVerifier;
import io.devthread.realtime.typing.TypingApi;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Optional;

/** What all connections of one process share. */
public record Gateway(
        Vertx vertx,
        NodeId node,
        Bus bus,
        Logs logs,
        Confirmations confirmations,
        LivePresence presence,
        Connections<ClientConnection> connections,
        Departures departures,
        TokenVerifier tokens,
        Revocations revocations,
        RateLimits rates,
        SessionMetrics metrics,
        Polls polls,
        Admission admission,
        SessionConfig config,
        SocketConfig sockets,
        int connectionsPerUser,
        Traced traced,
        Clock clock) {
    /** Any thread. Who has sent a message types it no more, over whichever connection of this node. */
    void messageSent(UserId sender, Message message) {
        traced.figures().messageSent();
        connections.ofUser(sender).forEach(connection -> connection.messageSent(message));
    }

    /** The same for an HTTP request: what the sender types over an earlier one, or over another node, ends too. */
    public void messagePosted(Identity sender, Message message) {
        messageSent(sender.user(), message);
        bus.call(
                TypingApi.STOP,
                new TypingApi.Stop(sender.user(), sender.username(), message.conversationId(), Optional.empty()));
    }
}
