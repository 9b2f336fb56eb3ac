package io.devthread.realtime.gateway.trace;

import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.trace.Person.Spotted;
import io.devthread.realtime.gateway.trace.Trace.Recipient;
import io.devthread.realtime.gateway.trace.TraceApi.Kind;
import io.devthread.realtime.notification.NotificationApi.TracedEvent;
import io.devthread.realtime.notification.NotificationApi.TracedNotification;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides in one sentence why a person has, or hasn't, got an event. Nothing here asks anybody. */
final class Verdicts {
    private final Person person;

    private Verdicts(Person person) {
        this.person = person;
    }

    static Recipient of(Person person) {
        return new Verdicts(person).verdict();
    }

    /** The furthest that it has come; then what kept it. */
    private Recipient verdict() {
        return refused()
                .or(this::read)
                .or(this::acknowledged)
                .or(this::written)
                .or(this::waiting)
                .or(this::kept)
                .orElseGet(this::away);
    }

    private Optional<Recipient> refused() {
        return switch (person.subject()) {
            case Subject.Told told ->
                told.event()
                        .map(event -> refused(event, told.notification()))
                        .orElseGet(() -> untold(told.notification()));
            case Subject.Message message -> Optional.empty();
            case Subject.Frame frame -> Optional.empty();
        };
    }

    private Optional<Recipient> refused(TracedEvent event, Optional<TracedNotification> notification) {
        return switch (event.outcome()) {
            case OWN_ACTION -> is(Verdict.OWN_ACTION, "It is what they did themselves: nobody is told of that.");
            case BLOCKED -> is(Verdict.BLOCKED, "One of the two had blocked the other when it came.");
            case MUTED -> is(Verdict.MUTED, "They had switched this type of notification off when it came.");
            case OLDER ->
                is(Verdict.OLDER, "A newer event about the same had come before it: by created_at the newest decides.");
            case GONE -> is(Verdict.GONE, "Its post or comment had been deleted before it came.");
            case ABOUT_NOBODY -> is(Verdict.NOTHING_TO_TELL, "Events of this type notify nobody by themselves.");
            case TOLD, TOOK_BACK, SUPERSEDED ->
                notification.isEmpty()
                        ? is(Verdict.NOTHING_TO_TELL, "What it changed had been told to nobody, or is no longer kept.")
                        : untold(notification);
        };
    }

    private Optional<Recipient> untold(Optional<TracedNotification> notification) {
        boolean isKnown = !person.logged().isEmpty() || person.isWaiting();
        return notification.filter(one -> !isKnown).flatMap(one -> {
            if (one.dueAt().isPresent()) {
                return is(
                        Verdict.PACED,
                        "It waits until " + one.dueAt().get() + ": a person is told at most one update a second.");
            }
            return one.neverTold()
                    ? is(Verdict.WITHDRAWN, "It was read or taken back before it was told.")
                    : Optional.empty();
        });
    }

    private Optional<Recipient> read() {
        Optional<Instant> at =
                switch (person.subject()) {
                    case Subject.Message sent ->
                        sent.message().readAt().filter(read -> person.user()
                                .equals(sent.message().recipient()));
                    case Subject.Told told -> told.notification().flatMap(TracedNotification::readAt);
                    case Subject.Frame frame -> Optional.empty();
                };
        return at.flatMap(read -> is(Verdict.READ, "They read it at " + read + "."));
    }

    private Optional<Recipient> acknowledged() {
        boolean isDelivered = person.isDelivered();
        return !isDelivered && person.confirmations().isEmpty() && !person.isConfirmedByPosition()
                ? Optional.empty()
                : is(Verdict.ACKNOWLEDGED, "A client of theirs has confirmed it.");
    }

    private Optional<Recipient> written() {
        List<Spotted> given = person.given();
        if (given.isEmpty() && person.passed().isEmpty()) {
            return Optional.empty();
        }
        boolean isOpen = !person.passed().isEmpty()
                || given.stream().anyMatch(spotted -> end(spotted).isEmpty());
        return isOpen
                ? is(Verdict.WRITTEN, "It was written to a connection of theirs; no client has confirmed it yet.")
                : is(
                        Verdict.WRITTEN,
                        "It was written to a connection that ended ("
                                + end(given.getLast()).orElseThrow()
                                + ") before it confirmed; the client gets it again when it resumes.");
    }

    private Optional<Recipient> waiting() {
        return person.isWaiting()
                ? is(
                        Verdict.WAITING,
                        "It is committed and not in their log yet: Redis is away, or no process runs that delivers.")
                : Optional.empty();
    }

    /** It has been logged, and a connection could have got it. */
    private Optional<Recipient> kept() {
        if (person.since(Kind.RESET).findAny().isPresent()) {
            return is(
                    Verdict.RESET,
                    "A client came back and could not go on from where it was, so it was told to reload over HTTP.");
        }
        Optional<Spotted> slow = person.since(Kind.CLOSED)
                .filter(spotted -> spotted.sighting().number() == CloseCode.SLOW_CONSUMER.code())
                .findFirst();
        if (slow.isPresent()) {
            return is(
                    Verdict.SLOW_CONSUMER,
                    "Their connection read too slowly and was closed with 4008; it waits in the log for the resume.");
        }
        if (person.connections().isEmpty()) {
            return Optional.empty();
        }
        return person.since(Kind.HELD).findAny().isPresent()
                ? is(Verdict.SLOW_CONSUMER, "Their connection reads too slowly; it waits in the log for room.")
                : is(Verdict.BEHIND, "They are connected and behind: the position check finds that within seconds.");
    }

    private Recipient away() {
        if (person.seq().isEmpty() || person.logged().isEmpty()) {
            return recipient(
                    Verdict.LEFT_LOG,
                    "It was logged and is no longer among the last events that the log keeps; who comes back from"
                            + " before it is told to reload over HTTP.");
        }
        return person.since(Kind.STARTED).findAny().isPresent()
                ? recipient(
                        Verdict.OFFLINE,
                        "They had no connection then; a client has started afresh since, and loads it over HTTP.")
                : recipient(
                        Verdict.OFFLINE,
                        "They have had no connection since; it waits in their log for the next resume.");
    }

    /** How the connection ended that it was written to. A poll ends with every answer. */
    private Optional<String> end(Spotted given) {
        return given.is(Kind.ANSWERED)
                ? Optional.empty()
                : person.since(Kind.CLOSED)
                        .filter(spotted -> spotted.sighting()
                                .connection()
                                .equals(given.sighting().connection()))
                        .map(spotted -> Steps.closed(spotted.sighting().number()))
                        .findFirst();
    }

    private Optional<Recipient> is(Verdict outcome, String sentence) {
        return Optional.of(recipient(outcome, sentence));
    }

    private Recipient recipient(Verdict outcome, String sentence) {
        return new Recipient(person.user(), outcome, sentence);
    }
}
