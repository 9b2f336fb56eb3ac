package io.devthread.realtime.gateway.trace;

import io.devthread.realtime.delivery.DeliveryApi;
import io.devthread.realtime.delivery.DeliveryApi.LoggedEvent;
import io.devthread.realtime.gateway.trace.TraceApi.Connected;
import io.devthread.realtime.gateway.trace.TraceApi.Kind;
import io.devthread.realtime.gateway.trace.TraceApi.Seen;
import io.devthread.realtime.gateway.trace.TraceApi.Sighting;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is known of a subject about one of its people.
 *
 * @param logged the events in the person's log that bring it, oldest first
 * @param later those that say what became of it later: edited, deleted, delivered, read
 * @param sightings on all nodes, oldest first
 */
record Person(
        UserId user,
        Subject subject,
        DeliveryApi.Traced log,
        List<LoggedEvent> logged,
        List<LoggedEvent> later,
        List<Spotted> sightings,
        List<Connected> connections) {

    record Spotted(NodeId node, Sighting sighting) {
        boolean is(Kind kind) {
            return sighting.kind() == kind;
        }

        boolean isGiven() {
            return is(Kind.WRITTEN) || is(Kind.ANSWERED);
        }
    }

    static Person of(UserId user, Subject subject, DeliveryApi.Traced log, List<Seen> seen) {
        Map<Boolean, List<LoggedEvent>> bringing = log.logged().stream()
                .filter(event -> event.at().isAfter(subject.since()))
                .collect(Collectors.partitioningBy(subject::isBroughtBy));
        List<LoggedEvent> logged = bringing.get(true);
        Set<UUID> events = new HashSet<>(subject.about());
        logged.forEach(event -> events.add(event.id()));
        List<Spotted> sightings = seen.stream()
                .flatMap(node -> node.sightings().stream().map(sighting -> new Spotted(node.node(), sighting)))
                .filter(spotted -> spotted.sighting().user().equals(user))
                .filter(spotted ->
                        spotted.sighting().event().map(events::contains).orElse(true))
                .sorted(Comparator.comparing(spotted -> spotted.sighting().at()))
                .toList();
        List<Connected> connections = seen.stream()
                .flatMap(node -> node.connections().stream())
                .filter(connection -> connection.userId().equals(user))
                .toList();
        return new Person(user, subject, log, logged, bringing.get(false), sightings, connections);
    }

    boolean isWaiting() {
        return log.waiting().stream().filter(subject::isHeldBy).anyMatch(waiting -> logged.stream()
                .noneMatch(event -> event.id().equals(waiting.id())));
    }

    /** Of the newest of its events; empty when neither the log nor any gateway knows it any more. */
    OptionalLong seq() {
        return Stream.concat(
                        logged.stream().map(LoggedEvent::seq),
                        sightings.stream()
                                .filter(spotted -> spotted.isGiven() || spotted.is(Kind.WOKEN))
                                .map(spotted -> spotted.sighting().number()))
                .mapToLong(Long::longValue)
                .max();
    }

    List<Spotted> given() {
        long seq = seq().orElse(Long.MAX_VALUE);
        return sightings.stream()
                .filter(spotted -> spotted.isGiven() && spotted.sighting().number() == seq)
                .toList();
    }

    /** The first of each connection, or of the polls, that tells that the client has the events up to {@code seq}. */
    List<Spotted> confirmations() {
        long seq = seq().orElse(Long.MAX_VALUE);
        Set<Optional<UUID>> known = new HashSet<>();
        return sightings.stream()
                .filter(spotted ->
                        spotted.is(Kind.CONFIRMED) && spotted.sighting().number() >= seq && isAfterIt(spotted))
                .filter(spotted -> known.add(spotted.sighting().connection()))
                .toList();
    }

    /** Since its newest event was logged. */
    Stream<Spotted> since(Kind kind) {
        return sightings.stream().filter(spotted -> spotted.is(kind) && isAfterIt(spotted));
    }

    private boolean isAfterIt(Spotted spotted) {
        return logged.isEmpty()
                || !spotted.sighting().at().isBefore(logged.getLast().at().minus(Subject.LEEWAY));
    }

    /** Connections to which it has been written, by their positions. */
    List<Connected> passed() {
        long seq = seq().orElse(Long.MAX_VALUE);
        return connections.stream()
                .filter(connection -> isInEpoch(connection)
                        && connection.afterSeq().filter(at -> at < seq).isPresent()
                        && connection.seq().filter(at -> at >= seq).isPresent())
                .toList();
    }

    /** By the mark that messaging keeps of the recipient's devices. */
    boolean isDelivered() {
        return subject instanceof Subject.Message sent
                && sent.message().delivered()
                && user.equals(sent.message().recipient());
    }

    boolean isConfirmedByPosition() {
        long seq = seq().orElse(Long.MAX_VALUE);
        return connections.stream()
                .anyMatch(connection -> isInEpoch(connection)
                        && connection.acknowledged().filter(at -> at >= seq).isPresent());
    }

    private boolean isInEpoch(Connected connection) {
        return log.head()
                .filter(head -> connection.epoch().equals(Optional.of(head.epoch())))
                .isPresent();
    }
}
