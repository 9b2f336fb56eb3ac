package io.devthread.realtime.delivery;

import io.devthread.realtime.model.Position;
import java.util.List;

/**
 * What there is to answer to a poll.
 *
 * @param resumption what follows the position that the client had, as far as it fits
 * @param position where the client stands with this answer
 * @param passing whole bodies of events without a seq, see {@link FrameBody#ephemeral}
 * @param lastPassing to be given with the next poll
 * @param more did not fit
 */
public record Polled(
        Resumption resumption, Position position, List<String> passing, String lastPassing, boolean more) {}
