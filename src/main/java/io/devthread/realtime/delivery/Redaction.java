package io.devthread.realtime.delivery;

import io.devthread.realtime.model.UserId;
import java.util.List;
import java.util.UUID;

/**
 * What a person's event log shall say of past events from now on: the old text is gone from it, however often it is
 * resumed from. The events keep their numbers and ids. See {@link Redactions}.
 *
 * @param about what the events tell of; a later redaction about the same takes the place of this one
 * @param version grows with every redaction about the same; whichever comes last to the log, the highest stays
 * @param author whose words are replaced; see {@link Redactions#isPending}
 * @param events those to be replaced; of ones that are not in the log any more nothing is done
 * @param body as {@link FrameBody} encodes it; each event gets it with its own id
 */
public record Redaction(UUID about, long version, UserId user, UserId author, List<UUID> events, String body) {}
