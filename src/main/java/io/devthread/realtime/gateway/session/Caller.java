package io.devthread.realtime.gateway.session;

import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.UserId;
import io.vertx.core.Future;

/** Who commands, with a good token: an open connection, or one HTTP request. On one event loop. */
interface Caller {
    Identity identity();

    UserId user();

    /** What the user types over. */
    String connectionId();

    long now();

    /** The result on the caller's event loop, as long as there is somebody to have it. */
    <T> Future<T> here(Future<T> answer);

    /** @throws io.devthread.realtime.bus.Refusal where there are none */
    Subscriptions subscriptions();

    /**
     * A new token of the same user.
     *
     * @throws io.devthread.realtime.bus.Refusal where each request shows its own
     */
    void renew(Identity fresh);

    /** Has sent it, and types it no more. */
    void sent(Message message);

    /**
     * The person is, or is not, at this device.
     *
     * @throws io.devthread.realtime.bus.Refusal where there is no device that stays
     */
    void active(boolean isActive);

    void close(CloseCode code);
}
