package io.devthread.realtime.gateway.session;

import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.Connections;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.notification.NotificationApi.Revocation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Once a second looks over all connections of this node, instead of a timer in each: tokens that run out or were
 * revoked, readers that stopped reading. A part of the users at a time, so that it holds up nobody. It also forgets rate
 * limits that are not needed any more.
 */
final class Housekeeping {
    private static final Duration ANNOUNCE_EXPIRY = Duration.ofSeconds(60);

    private static final long SECOND = 1_000;

    private final Gateway gateway;
    private int part;

    private record TokenExpiring(Instant expiresAt) {}

    Housekeeping(Gateway gateway) {
        this.gateway = gateway;
    }

    void start() {
        gateway.vertx().setPeriodic(SECOND / Connections.PARTS, tick -> lookAtPart());
        gateway.vertx().setPeriodic(SECOND, tick -> gateway.rates().forgetIdle());
        gateway.revocations().onRevoked(this::signOut);
        gateway.revocations().onRevoked(gateway.polls()::signOut);
    }

    /** Goes on first: should a look throw, the next part has its turn all the same. */
    private void lookAtPart() {
        part = (part + 1) % Connections.PARTS;
        gateway.connections().ofUsersIn(part).forEach(ofUser -> ofUser.forEach(this::look));
    }

    private void look(ClientConnection connection) {
        connection.knownIdentity().ifPresent(identity -> expiry(connection, identity));
        connection.feed().ifPresent(feed -> slowness(connection, feed));
    }

    private void expiry(ClientConnection connection, Identity identity) {
        Instant now = gateway.clock().instant();
        if (gateway.revocations().revoked(identity)) {
            // Signed out between the look at its token and its entry in the list that signOut goes through.
            connection.close(CloseCode.SIGNED_OUT);
        } else if (now.isAfter(identity.expiresAt().plus(gateway.tokens().leeway()))) {
            connection.close(CloseCode.TOKEN_EXPIRED);
        } else if (now.isAfter(identity.expiresAt().minus(ANNOUNCE_EXPIRY)) && !connection.isExpiryAnnounced()) {
            connection.announceExpiry(
                    identity,
                    Replies.system(
                            "token_expiring",
                            Optional.empty(),
                            new TokenExpiring(identity.expiresAt()),
                            connection.now()));
        }
    }

    private void slowness(ClientConnection connection, DurableFeed feed) {
        long limit = gateway.config().slowConsumerTimeout().toNanos();
        feed.fullSinceNanos().ifPresent(since -> {
            if (System.nanoTime() - since > limit) {
                connection.close(CloseCode.SLOW_CONSUMER);
            }
        });
    }

    private void signOut(Revocation revocation) {
        for (ClientConnection connection : gateway.connections().ofUser(revocation.user())) {
            connection
                    .knownIdentity()
                    .filter(identity -> !identity.issuedAt().isAfter(revocation.issuedUntil()))
                    .ifPresent(identity -> connection.close(CloseCode.SIGNED_OUT));
        }
    }
}
