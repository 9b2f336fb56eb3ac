package io.devthread.realtime.gateway.trace;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.DeliveryApi;
import io.devthread.realtime.delivery.DeliveryApi.LoggedEvent;
import io.devthread.realtime.gateway.trace.Gateways.Answers;
import io.devthread.realtime.gateway.trace.Trace.Step;
import io.devthread.realtime.gateway.trace.TraceApi.Look;
import io.devthread.realtime.gateway.trace.TraceApi.Seen;
import io.devthread.realtime.gateway.trace.TraceApi.Sighting;
import io.devthread.realtime.messaging.MessagingApi;
import io.devthread.realtime.messaging.MessagingApi.MessageTrace;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.notification.NotificationApi.NotificationTrace;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Puts the story of an event together from those who know a part of it. On an event loop; never waits. */
public final class Traces {
    private final Bus bus;
    private final Gateways gateways;
    private final Clock clock;

    public Traces(Bus bus, Gateways gateways, Clock clock) {
        this.bus = bus;
        this.gateways = gateways;
        this.clock = clock;
    }

    /**
     * Fails with {@code not_found} for an id that nobody knows, and {@code unavailable} when somebody who might is away.
     *
     * @param id of a message, a notification, a domain event, or of an event as a client saw it
     * @param user who saw it: then an event is found that no gateway remembers
     */
    public Future<Trace> of(UUID id, Optional<UserId> user) {
        return subject(id, user).compose(subject -> story(id, subject));
    }

    /** How a person's connections began, went on and ended in the last day, as far as gateways remember; oldest first. */
    public Future<List<Step>> history(UserId user) {
        Look look = new Look(List.of(), List.of(user), Instant.EPOCH);
        return gateways.ask(TraceApi::look, look).map(answers -> Steps.ofConnections(answers.given()));
    }

    private Future<Subject> subject(UUID id, Optional<UserId> user) {
        Future<MessageTrace> message = bus.call(MessagingApi.TRACE, new MessagingApi.TraceMessage(id));
        Future<NotificationTrace> told = bus.call(NotificationApi.TRACE, new NotificationApi.Trace(id));
        return Future.all(message, told).compose(found -> {
            if (message.result().message().isPresent()) {
                return Future.succeededFuture(
                        new Subject.Message(message.result().message().get()));
            }
            NotificationTrace known = told.result();
            return known.event().isPresent() || known.notification().isPresent()
                    ? Future.succeededFuture(new Subject.Told(known.event(), known.notification()))
                    : frame(id, user);
        });
    }

    /** Neither a message nor a notification: what a client saw as an event's id. A gateway may know whose it was. */
    private Future<Subject> frame(UUID id, Optional<UserId> user) {
        return gateways.ask(TraceApi::look, new Look(List.of(id), List.of(), clock.instant()))
                .compose(answers -> {
                    List<UserId> users = Stream.concat(
                                    user.stream(), sightings(answers).stream().map(Sighting::user))
                            .distinct()
                            .toList();
                    return logged(users, List.of(id)).compose(logs -> subject(id, users, sightings(answers), logs));
                });
    }

    private Future<Subject> subject(
            UUID id, List<UserId> users, List<Sighting> sightings, Map<UserId, DeliveryApi.Traced> logs) {
        Optional<LoggedEvent> logged = logs.values().stream()
                .flatMap(log -> log.logged().stream())
                .filter(event -> event.id().equals(id))
                .findFirst();
        boolean isWaiting =
                logs.values().stream().anyMatch(log -> !log.waiting().isEmpty());
        if (logged.isEmpty() && sightings.isEmpty() && !isWaiting) {
            return Future.failedFuture(Refusal.of(
                    Failure.NOT_FOUND, "nobody knows this id; of an event that a client saw, name its user_id too"));
        }
        Subject itself = new Subject.Frame(id, users);
        return logged.flatMap(LoggedEvent::message)
                .map(message -> bus.call(MessagingApi.TRACE, new MessagingApi.TraceMessage(message))
                        .map(found -> found.message()
                                .filter(known -> known.event().equals(id))
                                .<Subject>map(Subject.Message::new)
                                .orElse(itself)))
                .orElse(Future.succeededFuture(itself));
    }

    private Future<Trace> story(UUID id, Subject subject) {
        return logged(subject.users(), subject.about()).compose(logs -> {
            List<UUID> events = Stream.concat(
                            subject.about().stream(),
                            logs.values().stream()
                                    .flatMap(log -> log.logged().stream())
                                    .filter(subject::isBroughtBy)
                                    .map(LoggedEvent::id))
                    .distinct()
                    .toList();
            Look look = new Look(events, subject.users(), begun(subject, logs));
            return gateways.ask(TraceApi::look, look).map(answers -> new Story(subject, logs, answers.given())
                    .told(id, answers.silent(), clock.instant()));
        });
    }

    /** From when on what happened to its people's connections matters. */
    private static Instant begun(Subject subject, Map<UserId, DeliveryApi.Traced> logs) {
        return logs.values().stream()
                .flatMap(log -> log.logged().stream())
                .map(event -> event.at().minus(Subject.LEEWAY))
                .filter(subject.since()::isBefore)
                .min(Instant::compareTo)
                .orElse(subject.since());
    }

    private Future<Map<UserId, DeliveryApi.Traced>> logged(List<UserId> users, List<UUID> about) {
        Map<UserId, DeliveryApi.Traced> logs = new HashMap<>();
        List<Future<DeliveryApi.Traced>> reads = users.stream()
                .map(user -> bus.call(DeliveryApi.TRACE, new DeliveryApi.TraceLog(user, about))
                        .onSuccess(log -> logs.put(user, log)))
                .toList();
        return Future.all(reads).map(done -> logs);
    }

    private static List<Sighting> sightings(Answers<Seen> answers) {
        return answers.given().stream()
                .flatMap(seen -> seen.sightings().stream())
                .toList();
    }
}
