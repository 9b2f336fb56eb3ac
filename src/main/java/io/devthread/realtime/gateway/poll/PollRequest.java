package io.devthread.realtime.gateway.poll;

import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.Position;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * @param position where a client stands that comes from a socket; counts without a {@code lastPollId} only
 * @param channels the rights to them have been checked; the personal one among them
 * @param timeout how long at the most
 */
public record PollRequest(
        Identity identity,
        Optional<String> lastPollId,
        Optional<Position> position,
        List<String> channels,
        Duration timeout) {

    /** Who does not say where it stands gets the position, and nothing to wait for. */
    boolean isFirst() {
        return lastPollId.isEmpty() && position.isEmpty();
    }
}
