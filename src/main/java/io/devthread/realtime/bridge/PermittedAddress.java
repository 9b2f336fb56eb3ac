package io.devthread.realtime.bridge;

import static java.util.stream.Collectors.toUnmodifiableMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.devthread.realtime.bus.Address;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.DocumentedForm;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.presence.PresenceApi;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * An address that other services may call, and who may call it with what. {@link #TABLE} is all there is: what does not
 * stand in it, name for name, can't be reached. What goes on to the bus is not the caller's JSON but the record read
 * from it, so nothing can mean one thing here and another there; the caller's headers and reply address stay here.
 *
 * @param rule throws a {@link Refusal} when this caller may not ask this
 */
record PermittedAddress<Q, R>(Address<Q, R> address, BiConsumer<Identity, Q> rule) {
    private static final Map<String, PermittedAddress<?, ?>> TABLE = Stream.of(
                    new PermittedAddress<>(
                            NotificationApi.EVENTS,
                            (caller, event) -> NotificationApi.checkMayPublish(caller, event.type())),
                    forEveryPublisher(NotificationApi.UNREAD_COUNTS),
                    forEveryPublisher(PresenceApi.QUERY))
            .collect(toUnmodifiableMap(permitted -> permitted.address().name(), permitted -> permitted));

    /** A back end that may publish what people are told is trusted with these answers too. */
    private static <Q, R> PermittedAddress<Q, R> forEveryPublisher(Address<Q, R> address) {
        return new PermittedAddress<>(address, (caller, request) -> {});
    }

    /** @throws Refusal {@code forbidden} where it is not in the table, whether it exists or not */
    static PermittedAddress<?, ?> named(String name) {
        return Optional.<PermittedAddress<?, ?>>ofNullable(TABLE.get(name))
                .orElseThrow(() -> Refusal.of(Failure.FORBIDDEN, "this address is not open to bridges"));
    }

    /** @throws Refusal when the caller may not, or the body is not what the address takes */
    Future<R> call(Bus bus, Identity caller, JsonNode body) {
        NotificationApi.checkMayPublish(caller);
        if (!(body instanceof ObjectNode)) {
            throw Refusal.invalid("body", "must be a JSON object");
        }
        Q request = DocumentedForm.read(body, address.request());
        rule.accept(caller, request);
        return bus.call(address, request);
    }
}
