package io.devthread.realtime.gateway.presence;

import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import java.util.Optional;

/**
 * Whom a user of this node is told of over one channel: the personal one, for those followed, or that of a
 * conversation, for the partner. One for all connections of the user.
 */
final class Watch {
    private static final Person[] NOBODY = {};

    private final UserId user;
    private final Optional<Seat> seat;
    private Person[] people = NOBODY;
    private State state = State.NEW;

    private enum State {
        NEW,
        READY,
        OVER
    }

    /** A place in a conversation, across from the partner. */
    record Seat(ConversationId conversation, UserId partner) {}

    Watch(UserId user, Optional<Seat> seat) {
        this.user = user;
        this.seat = seat;
    }

    UserId user() {
        return user;
    }

    Optional<Seat> seat() {
        return seat;
    }

    String channel() {
        return seat.map(in -> "conversation:" + in.conversation()).orElseGet(() -> "user:" + user);
    }

    Person[] people() {
        return people;
    }

    void people(Person[] now) {
        people = now;
    }

    /** Whether its connections have been told how it stands: from then on they are told what changes. */
    boolean isReady() {
        return state == State.READY;
    }

    void ready() {
        state = State.READY;
    }

    /** Nobody is left who could be told. */
    boolean isOver() {
        return state == State.OVER;
    }

    void end() {
        state = State.OVER;
    }
}
