package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.Position;
import java.util.Optional;

/**
 * What came with the opening of a socket.
 *
 * @param identity empty: the first command authenticates
 * @param counted as what the socket counts until its end, see {@link io.devthread.realtime.gateway.Admission}
 */
public record Handshake(Optional<Identity> identity, Resume resume, String userAgent, String counted) {

    /**
     * Where the client says it was. The session restores subscriptions, the position alone decides continuity; either
     * may be missing.
     */
    public record Resume(Optional<String> session, Optional<Position> position) {
        public static final Resume NONE = new Resume(Optional.empty(), Optional.empty());

        /** In place of an empty one, which delivery would take for no position: it is one in no log. */
        private static final String FOREIGN_EPOCH = "-";

        /** @throws Refusal {@code invalid_data} when of {@code epoch} and {@code seq} only one is there */
        public static Resume of(Optional<String> session, Optional<String> epoch, Optional<Long> seq) {
            if (epoch.isPresent() != seq.isPresent()) {
                throw Refusal.invalid(epoch.isPresent() ? "seq" : "epoch", "is required: a position is both or none");
            }
            return new Resume(
                    session,
                    epoch.map(given -> new Position(given.isEmpty() ? FOREIGN_EPOCH : given, seq.orElseThrow())));
        }

        /** From the query of the handshake. @throws Refusal {@code invalid_data} naming the field */
        public static Resume ofQuery(Optional<String> session, Optional<String> epoch, Optional<String> seq) {
            return of(session, epoch, seq.map(Resume::number));
        }

        private static long number(String text) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw Refusal.invalid("seq", "must be a whole number");
            }
        }
    }
}
