package io.devthread.realtime.gateway.presence;

import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.Member;
import io.devthread.realtime.presence.PresenceApi.Activity;

/** What presence needs to know of a connection. */
public interface Viewer extends Member {
    /** Active or idle; gone before the welcome and after the end. Any thread. */
    Activity activity();

    /**
     * Writes an ephemeral frame where there is room for it. On the socket's event loop.
     *
     * @return false when it was shed
     */
    boolean offer(Frame frame);
}
