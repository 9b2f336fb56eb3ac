package io.devthread.realtime.delivery;

import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An event that stands in its user's log.
 *
 * @param head a position that the log had with it: its own or a later one
 */
record InLog(DurableEvent event, Position head) {
    /** The furthest of each user; of two epochs the one that was met last. */
    static Map<UserId, Position> heads(List<InLog> logged) {
        Map<UserId, Position> heads = new LinkedHashMap<>();
        logged.forEach(one -> heads.merge(one.event().user(), one.head(), InLog::further));
        return heads;
    }

    private static Position further(Position one, Position next) {
        return one.epoch().equals(next.epoch()) && one.seq() > next.seq() ? one : next;
    }
}
