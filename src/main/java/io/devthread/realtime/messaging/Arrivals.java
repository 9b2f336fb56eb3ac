package io.devthread.realtime.messaging;

import io.devthread.realtime.delivery.Confirmations;
import io.devthread.realtime.delivery.Confirmations.Confirmed;
import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.messaging.Arrival.Outstanding;
import io.devthread.realtime.messaging.MessagingApi.Acknowledgement;
import io.devthread.realtime.messaging.MessagingApi.Acknowledgements;
import io.devthread.realtime.messaging.MessagingApi.Noted;
import io.devthread.realtime.model.UserId;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What devices have confirmed becomes delivered. Confirmations may come twice, late and in any order: the state is a
 * mark that only grows.
 */
final class Arrivals {
    /** What is not noted then is noted with the next confirmation. */
    private static final int MOST_ROUNDS = 10;

    private final ArrivalStore store;
    private final Confirmations confirmations;
    private final Consumer<List<DurableEvent>> delivery;
    private final Clock clock;

    private record Asked(List<Outstanding> outstanding, Future<Optional<Confirmed>> answer) {}

    /** @param delivery is told what has been committed; it neither waits nor throws */
    Arrivals(ArrivalStore store, Confirmations confirmations, Consumer<List<DurableEvent>> delivery, Clock clock) {
        this.store = store;
        this.confirmations = confirmations;
        this.delivery = delivery;
        this.clock = clock;
    }

    Noted acknowledged(Acknowledgements request) {
        List<Acknowledgement> items = request.items().stream().distinct().toList();
        for (int round = 0; round < MOST_ROUNDS && !items.isEmpty(); round++) {
            items = note(items);
        }
        return new Noted();
    }

    /** @return those to be looked at again: more rows stand in the outbox than were read, as they are soon deleted */
    private List<Acknowledgement> note(List<Acknowledgement> items) {
        List<UserId> users =
                items.stream().map(Acknowledgement::userId).distinct().toList();
        List<Outstanding> found = store.outstanding(users);
        Map<UserId, List<Outstanding>> outstanding = found.stream().collect(Collectors.groupingBy(Outstanding::user));
        List<Arrival> arrivals = arrivals(items, outstanding);
        if (!arrivals.isEmpty()) {
            delivery.accept(store.advance(arrivals, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
        }
        Set<UserId> cut =
                found.stream().filter(Outstanding::isCut).map(Outstanding::user).collect(Collectors.toSet());
        return items.stream().filter(item -> cut.contains(item.userId())).toList();
    }

    private List<Arrival> arrivals(List<Acknowledgement> items, Map<UserId, List<Outstanding>> outstanding) {
        List<Asked> asked = items.stream()
                .filter(item -> outstanding.containsKey(item.userId()))
                .map(item -> ask(item, outstanding.get(item.userId())))
                .toList();
        Future.all(asked.stream().map(Asked::answer).toList()).await();
        return asked.stream().flatMap(Arrivals::arrivals).toList();
    }

    private Asked ask(Acknowledgement item, List<Outstanding> outstanding) {
        return new Asked(
                outstanding, confirmations.of(item.userId(), item.position(), Arrival.conversations(outstanding)));
    }

    private static Stream<Arrival> arrivals(Asked asked) {
        return asked.answer().result().stream()
                .flatMap(confirmed -> asked.outstanding().stream().map(known -> Arrival.of(known, confirmed)));
    }
}
