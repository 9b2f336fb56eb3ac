package io.devthread.realtime.gateway.presence;

import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whom a user of this node is told of over one channel: the personal one, for those followed, or that of a
 * conversation, for the partner. One for all connections and polls of the user.
 */
final class Watch {
    private static final Person[] NOBODY = {};

    private final UserId user;
    private final Optional<Seat> seat;
    private Person[] people = NOBODY;
    private State state = State.NEW;
    private boolean polled;
    private boolean owesAll;

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

    /** Whoever is offline and stays so is not worth a word, except to the partner. */
    boolean isWorthTelling(Person person) {
        return seat.isPresent() || !person.isOffline();
    }

    List<Person> worthTelling() {
        return Stream.of(people).filter(this::isWorthTelling).toList();
    }

    /** Whether polls of the user name the channel, too: then they are told from its state on. */
    boolean isPolled() {
        return polled;
    }

    void polled(boolean is) {
        polled = is;
    }

    /** Polls that begin are to be told of everybody, and not only of {@link #worthTelling}. */
    void owesAll(boolean is) {
        owesAll = is;
    }

    /** Whom polls that begin are to be told of, once. */
    List<Person> takeOwed() {
        List<Person> owed = owesAll ? List.of(people) : worthTelling();
        owesAll = false;
        return owed;
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
