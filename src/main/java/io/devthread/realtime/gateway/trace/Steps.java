package io.devthread.realtime.gateway.trace;

import io.devthread.realtime.delivery.DeliveryApi.LoggedEvent;
import io.devthread.realtime.delivery.Resumption.Reason;
import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.trace.Person.Spotted;
import io.devthread.realtime.gateway.trace.Trace.Step;
import io.devthread.realtime.gateway.trace.TraceApi.Kind;
import io.devthread.realtime.gateway.trace.TraceApi.Seen;
import io.devthread.realtime.messaging.MessagingApi.TracedMessage;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.TracedEvent;
import io.devthread.realtime.notification.NotificationApi.TracedNotification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** What happened to an event, step by step. Nothing here asks anybody. */
final class Steps {
    /** Of a person's connections: enough to see what goes on. */
    private static final int MOST = 50;

    private static final List<String> ORDER =
            List.of("published", "stored", "decided", "waiting", "logged", "woken", "written", "acknowledged", "read");

    private final List<Step> steps = new ArrayList<>();

    static List<Step> of(Subject subject, List<Person> people) {
        Steps steps = new Steps();
        steps.begin(subject);
        people.forEach(steps::add);
        return steps.inOrder();
    }

    /** What happened to a person's connections, whatever was written to them. */
    static List<Step> ofConnections(List<Seen> seen) {
        Steps steps = new Steps();
        seen.forEach(node -> node.sightings().stream()
                .map(sighting -> new Spotted(node.node(), sighting))
                .forEach(spotted -> steps.add(spotted, detail(spotted))));
        return steps.inOrder();
    }

    /** In words, for a close code; 0 for an end that the server did not make. */
    static String closed(long code) {
        return Arrays.stream(CloseCode.values())
                .filter(known -> known.code() == code)
                .map(known -> known.code() + " " + known.reason())
                .findFirst()
                .orElse("the client or the network went away");
    }

    private void begin(Subject subject) {
        switch (subject) {
            case Subject.Message sent -> {
                TracedMessage message = sent.message();
                add(
                        message.sentAt(),
                        "stored",
                        message.sender(),
                        "message " + message.conversationSeq() + " of conversation " + message.conversation());
                message.editedAt().ifPresent(at -> add(at, "edited", message.sender(), "for the last time"));
                message.deletedAt().ifPresent(at -> add(at, "deleted", message.sender(), "its content is gone"));
            }
            case Subject.Told told -> {
                told.event().ifPresent(this::begin);
                told.notification()
                        .filter(notification -> told.event().isEmpty())
                        .ifPresent(notification ->
                                add(notification.createdAt(), "stored", notification.user(), notification.type()));
            }
            case Subject.Frame frame -> {}
        }
    }

    private void begin(TracedEvent event) {
        add(Optional.of(event.createdAt()), "published", event.actor(), event.type() + ", by its producer's clock");
        add(Optional.of(event.recordedAt()), "stored", event.actor(), "accepted; a repeat changes nothing");
        add(
                Optional.of(event.recordedAt()),
                "decided",
                event.recipient(),
                event.outcome().name().toLowerCase(Locale.ROOT)
                        + event.notification().map(id -> ", notification " + id).orElse(""));
    }

    private void add(Person person) {
        person.log()
                .waiting()
                .forEach(waiting -> add(waiting.since(), "waiting", person.user(), "in the outbox, not logged yet"));
        person.logged().forEach(event -> add(person.user(), event));
        person.later().forEach(event -> add(person.user(), event));
        person.sightings().stream()
                .filter(spotted -> !spotted.is(Kind.CONFIRMED))
                .limit(MOST)
                .forEach(spotted -> add(spotted, detail(spotted)));
        person.confirmations().forEach(spotted -> add(spotted, detail(spotted)));
        derive(person);
    }

    private void add(UserId user, LoggedEvent event) {
        steps.add(new Step(
                Optional.of(event.at()),
                "logged",
                Optional.of(user),
                Optional.empty(),
                Optional.empty(),
                Optional.of(event.seq()),
                event.event() + " " + event.id()));
    }

    /** What no gateway remembers and still follows from positions and marks: that it happened, not when. */
    private void derive(Person person) {
        if (person.given().isEmpty()) {
            person.passed()
                    .forEach(connection -> steps.add(new Step(
                            Optional.empty(),
                            "written",
                            Optional.of(person.user()),
                            Optional.of(connection.node()),
                            Optional.of(connection.connectionId()),
                            connection.seq(),
                            "the connection stands at this seq")));
        }
        if (person.confirmations().isEmpty() && (person.isDelivered() || person.isConfirmedByPosition())) {
            add(Optional.empty(), "acknowledged", Optional.of(person.user()), "a client has confirmed it");
        }
        switch (person.subject()) {
            case Subject.Message sent ->
                sent.message()
                        .readAt()
                        .filter(read -> sent.message().recipient().equals(person.user()))
                        .ifPresent(read -> add(read, "read", person.user(), shown(sent.message())));
            case Subject.Told told ->
                told.notification()
                        .flatMap(TracedNotification::readAt)
                        .ifPresent(read -> add(read, "read", person.user(), ""));
            case Subject.Frame frame -> {}
        }
    }

    private static String shown(TracedMessage message) {
        return message.readShown().orElse(true)
                ? ""
                : "its sender is not shown that: one of the two has receipts off, or had, or the other was blocked";
    }

    private void add(Spotted spotted, String detail) {
        boolean isSeq = !spotted.is(Kind.CLOSED) && !spotted.is(Kind.SHED);
        steps.add(new Step(
                Optional.of(spotted.sighting().at()),
                step(spotted.sighting().kind()),
                Optional.of(spotted.sighting().user()),
                Optional.of(spotted.node()),
                spotted.sighting().connection().map(UUID::toString),
                Optional.of(spotted.sighting().number()).filter(seq -> isSeq),
                detail));
    }

    private void add(Instant at, String step, UserId user, String detail) {
        add(Optional.of(at), step, Optional.of(user), detail);
    }

    private void add(Optional<Instant> at, String step, Optional<UserId> user, String detail) {
        Optional<NodeId> nowhere = Optional.empty();
        steps.add(new Step(at, step, user, nowhere, Optional.empty(), Optional.empty(), detail));
    }

    private static String step(Kind kind) {
        return switch (kind) {
            case ANSWERED -> "written";
            case CONFIRMED -> "acknowledged";
            case WOKEN, WRITTEN, STARTED, RESUMED, RESET, HELD, SHED, CLOSED ->
                kind.name().toLowerCase(Locale.ROOT);
        };
    }

    private static String detail(Spotted spotted) {
        return switch (spotted.sighting().kind()) {
            case WOKEN -> "the node heard of it";
            case WRITTEN -> "to the connection's socket";
            case ANSWERED -> "as the answer of a long poll";
            case CONFIRMED -> "the client has everything up to here";
            case STARTED -> "a client began without a position; what is older it loads over HTTP";
            case RESUMED -> "a client went on from here without a gap";
            case RESET -> reset(spotted.sighting().reason());
            case HELD -> "the reader is slow: what follows waits in the log";
            case SHED -> "the reader was slow: ephemeral events were dropped";
            case CLOSED -> closed(spotted.sighting().number());
        };
    }

    private static String reset(Optional<Reason> reason) {
        return reason.map(known -> switch (known) {
                    case TOO_OLD -> "the log reaches not so far back: the client reloads over HTTP";
                    case EPOCH_CHANGED -> "the log of then is gone: the client reloads over HTTP";
                    case INVALID_POSITION -> "the log never stood there: the client reloads over HTTP";
                })
                .orElse("continuity could not be proved: the client reloads over HTTP");
    }

    /** By time; what has none comes after the step that must have come before it. */
    private List<Step> inOrder() {
        record Placed(Step step, Instant place) {}
        List<Placed> placed = new ArrayList<>();
        Instant latest = Instant.EPOCH;
        for (Step step :
                steps.stream().sorted(Comparator.comparingInt(Steps::rank)).toList()) {
            Instant place = step.at().orElse(latest);
            latest = place.isAfter(latest) ? place : latest;
            placed.add(new Placed(step, place));
        }
        return placed.stream()
                .sorted(Comparator.comparing(Placed::place))
                .map(Placed::step)
                .toList();
    }

    private static int rank(Step step) {
        int rank = ORDER.indexOf(step.step());
        return rank < 0 ? ORDER.indexOf("written") : rank;
    }
}
