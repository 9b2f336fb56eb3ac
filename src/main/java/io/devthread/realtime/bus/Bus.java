package io.devthread.realtime.bus;

import io.devthread.realtime.model.Json;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only way from one verticle to another. It is best effort by nature (a message in the memory of a node that dies
 * is gone), so it only asks and wakes; what must not be lost stands in PostgreSQL first.
 *
 * <p>Serving: every message becomes a task of its own on the serving verticle's context. Without that, a consumer that
 * awaits takes one message at a time, and Vert.x <em>discards</em> what is queued past 1,000 with only a warning. What
 * is over {@code inFlight} is refused with {@link Failure#UNAVAILABLE} at once. This class is also the boundary that
 * turns every exception into a failure reply: a handler that throws would otherwise send none. What is listened to in a
 * virtual-thread verticle becomes a task too, for the same reason.
 *
 * <p>At the end of a process {@link #drain} finishes what is being served: undeploying a verticle interrupts its handlers.
 */
public final class Bus {
    /** Below the 3 s in which clients are promised an {@code unavailable}. */
    public static final Duration CALL_TIMEOUT = Duration.ofMillis(2_500);

    private static final Logger LOG = LoggerFactory.getLogger(Bus.class);
    private static final Duration BUSY_RETRY = Duration.ofMillis(200);

    /** In which the other nodes hear that nothing is served here any more; what they send until then is still answered. */
    private static final Duration LAST_CALLS = Duration.ofMillis(250);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final Vertx vertx;
    private final DeliveryOptions options;
    private final BusObserver observer;
    private final List<MessageConsumer<Object>> consumers = new CopyOnWriteArrayList<>();
    private final List<Served> served = new CopyOnWriteArrayList<>();

    private record Served(String address, AtomicInteger inFlight) {}

    private Bus(Vertx vertx, Duration callTimeout, BusObserver observer) {
        this.vertx = vertx;
        this.observer = observer;
        this.options = new DeliveryOptions().setCodecName(RecordCodec.NAME).setSendTimeout(callTimeout.toMillis());
    }

    /** To be made once per Vert.x instance, before anything is sent. */
    public static Bus on(Vertx vertx) {
        return on(vertx, CALL_TIMEOUT);
    }

    /** The same, watched. */
    public static Bus on(Vertx vertx, BusObserver observer) {
        return on(vertx, CALL_TIMEOUT, observer);
    }

    /** With another patience, for tests that are not about timeouts and run where a thread may stand still. */
    public static Bus on(Vertx vertx, Duration callTimeout) {
        return on(vertx, callTimeout, BusObserver.NONE);
    }

    private static Bus on(Vertx vertx, Duration callTimeout, BusObserver observer) {
        vertx.eventBus().registerCodec(new RecordCodec());
        return new Bus(vertx, callTimeout, observer);
    }

    /** For timers. */
    public Vertx vertx() {
        return vertx;
    }

    /** Serves from a virtual-thread verticle: the handler may await. Completes when every node can reach the address. */
    public <Q, R> Future<Void> serve(Address<Q, R> address, int inFlight, Function<Q, R> handler) {
        return consume(address, inFlight, request -> Future.succeededFuture(handler.apply(request)));
    }

    /** Serves from an event loop: the handler never waits. Completes when every node can reach the address. */
    public <Q, R> Future<Void> serveAsync(Address<Q, R> address, int inFlight, Function<Q, Future<R>> handler) {
        return consume(address, inFlight, handler);
    }

    /**
     * Hears a topic, on the calling verticle's context, in the order of each sender. In a virtual-thread verticle the
     * handler may await, and hears what comes meanwhile.
     */
    public <M> Future<Void> listen(Topic<M> topic, Consumer<M> handler) {
        Context context = vertx.getOrCreateContext();
        return register(
                topic.name(),
                context.threadingModel() == ThreadingModel.VIRTUAL_THREAD
                        ? message -> context.runOnContext(task -> hear(topic, message, handler))
                        : message -> hear(topic, message, handler));
    }

    private static <M> void hear(Topic<M> topic, Message<Object> message, Consumer<M> handler) {
        try {
            handler.accept(decode(message, topic.message()));
        } catch (RuntimeException e) {
            LOG.error("bus.listen failed address={}", topic.name(), e);
        }
    }

    /** Where this process can be reached, as the cluster has been told. */
    public Set<String> addresses() {
        consumers.removeIf(consumer -> !consumer.isRegistered());
        return consumers.stream().map(MessageConsumer::address).collect(Collectors.toSet());
    }

    /**
     * Completes when what is served here has been answered, after {@link #CALL_TIMEOUT} at the latest: by then nobody
     * waits for it.
     *
     * @param withdrawn tells the cluster that these addresses are not served here any more
     */
    public Future<Void> drain(Function<Set<String>, Future<Void>> withdrawn) {
        Set<String> addresses = served.stream().map(Served::address).collect(Collectors.toSet());
        consumers.removeIf(consumer -> addresses.contains(consumer.address()));
        return withdrawn
                .apply(addresses)
                .eventually(() -> vertx.timer(LAST_CALLS.toMillis(), TimeUnit.MILLISECONDS))
                .eventually(this::idle)
                .timeout(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Future<?> idle() {
        return served.stream().allMatch(one -> one.inFlight().get() == 0)
                ? Future.succeededFuture()
                : vertx.timer(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS).compose(again -> idle());
    }

    /** Fails with a {@link Refusal} only: the server's own, or {@code unavailable} when nobody answered in time. */
    public <Q, R> Future<R> call(Address<Q, R> address, Q request) {
        return vertx.eventBus()
                .request(address.name(), new RecordCodec.Body.Local(request), options)
                .map(reply -> decode(reply, address.reply()))
                .recover(failure -> Future.failedFuture(refusal(address, request, failure)));
    }

    /** Tells one listener of the topic. */
    public <M> void tell(Topic<M> topic, M message) {
        vertx.eventBus().send(topic.name(), new RecordCodec.Body.Local(message), options);
    }

    /** Tells every listener of the topic, on every node. */
    public <M> void publish(Topic<M> topic, M message) {
        vertx.eventBus().publish(topic.name(), new RecordCodec.Body.Local(message), options);
    }

    private <Q, R> Future<Void> consume(Address<Q, R> address, int limit, Function<Q, Future<R>> handler) {
        Context context = vertx.getOrCreateContext();
        AtomicInteger inFlight = new AtomicInteger();
        served.add(new Served(address.name(), inFlight));
        observer.serving(address.label(), inFlight::get);
        return register(address.name(), message -> {
            if (inFlight.incrementAndGet() > limit) {
                inFlight.decrementAndGet();
                observer.failed(address.label(), BusObserver.Kind.BUSY);
                fail(message, Refusal.retryLater(Failure.UNAVAILABLE, "the service is busy, try again", BUSY_RETRY));
                return;
            }
            context.runOnContext(
                    task -> answer(address, message, handler).onComplete(done -> inFlight.decrementAndGet()));
        });
    }

    private Future<Void> register(String address, Handler<Message<Object>> handler) {
        MessageConsumer<Object> consumer = vertx.eventBus().consumer(address, handler);
        return consumer.completion().onSuccess(known -> consumers.add(consumer));
    }

    private <Q, R> Future<R> answer(Address<Q, R> address, Message<Object> message, Function<Q, Future<R>> handler) {
        Future<R> answer;
        try {
            answer = handler.apply(decode(message, address.request()));
        } catch (Throwable thrown) {
            answer = Future.failedFuture(thrown);
        }
        return answer.onComplete(
                reply -> reply(message, reply), thrown -> fail(message, boundary(address, message, thrown)));
    }

    /** A bridge client that sent JSON gets JSON back; the bridges don't know our codec. */
    private void reply(Message<Object> message, Object reply) {
        if (message.body() instanceof JsonObject) {
            message.reply(new JsonObject(Json.text(reply)));
        } else {
            message.reply(new RecordCodec.Body.Local(reply), options);
        }
    }

    private static void fail(Message<Object> message, Refusal refusal) {
        message.fail(refusal.failure().httpStatus(), Json.text(ErrorBody.of(refusal)));
    }

    private static <T> T decode(Message<Object> message, Class<T> type) {
        try {
            return switch (message.body()) {
                case RecordCodec.Body body -> RecordCodec.read(body, type);
                case JsonObject json -> Json.read(json.encode(), type);
                case null -> throw Refusal.of(Failure.INVALID_DATA, "the message has no body");
                default -> throw Refusal.of(Failure.INVALID_DATA, "the message must be a JSON object");
            };
        } catch (UncheckedIOException unreadable) {
            LOG.debug("bus.decode unreadable type={}", type.getSimpleName(), unreadable);
            throw DocumentedForm.refusal(unreadable);
        }
    }

    private Refusal boundary(Address<?, ?> address, Message<Object> message, Throwable thrown) {
        if (thrown instanceof Refusal refusal) {
            return refusal;
        }
        if (thrown instanceof InterruptedException) { // its verticle is being undeployed
            return Refusal.unavailable("the service");
        }
        observer.failed(address.label(), BusObserver.Kind.BROKEN);
        LOG.error("bus.serve failed address={}{}", address.name(), traces(address, message), thrown);
        return Refusal.internal();
    }

    private static String traces(Address<?, ?> address, Message<Object> message) {
        try {
            return TraceIds.of(decode(message, address.request()));
        } catch (Refusal unreadable) {
            return "";
        }
    }

    private Refusal refusal(Address<?, ?> address, Object request, Throwable thrown) {
        if (thrown instanceof Refusal refusal) {
            return refusal;
        }
        if (thrown instanceof ReplyException reply && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
            return parse(reply.getMessage());
        }
        observer.failed(address.label(), kind(thrown));
        LOG.warn("bus.call failed address={} cause={}{}", address.name(), thrown.toString(), TraceIds.of(request));
        return Refusal.unavailable("the service");
    }

    private static BusObserver.Kind kind(Throwable thrown) {
        return thrown instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS
                ? BusObserver.Kind.NO_HANDLERS
                : BusObserver.Kind.TIMEOUT;
    }

    private static Refusal parse(String json) {
        try {
            return Json.read(json, ErrorBody.class).toRefusal();
        } catch (UncheckedIOException e) {
            return Refusal.internal();
        }
    }
}
