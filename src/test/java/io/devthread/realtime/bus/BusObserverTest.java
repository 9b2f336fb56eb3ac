package io.devthread.realtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusObserverTest {
    private static final Address<Ask, Told> PLACE = new Address<>("test.place", Ask.class, Told.class);

    private final Vertx vertx = Vertx.vertx();
    private final Map<BusObserver.Kind, String> failures = new ConcurrentHashMap<>();
    private final Map<String, IntSupplier> serving = new ConcurrentHashMap<>();
    private final Bus bus = Bus.on(vertx, new BusObserver() {
        @Override
        public void serving(String address, IntSupplier inFlight) {
            serving.put(address, inFlight);
        }

        @Override
        public void failed(String address, Kind kind) {
            failures.put(kind, address);
        }
    });

    record Ask(String text) {}

    record Told(String text) {}

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void aCallThatNobodyServesIsToldAsThat() {
        assertUnavailable(ask());
        assertThat(failures).containsExactly(Map.entry(BusObserver.Kind.NO_HANDLERS, PLACE.name()));
    }

    @Test
    void aCallThatNobodyAnswersIsToldAsATimeout() {
        bus.serveAsync(PLACE, 10, ask -> Promise.<Told>promise().future()).await();
        assertUnavailable(ask());
        assertThat(failures).containsExactly(Map.entry(BusObserver.Kind.TIMEOUT, PLACE.name()));
    }

    @Test
    void whatIsServedIsSeenAndWhatIsTooMuchIsTold() {
        Promise<Told> first = Promise.promise();
        bus.serveAsync(PLACE, 1, ask -> first.future()).await();
        Future<Told> waiting = ask();
        assertUnavailable(ask());
        assertThat(failures).containsExactly(Map.entry(BusObserver.Kind.BUSY, PLACE.name()));
        assertThat(serving.get(PLACE.name()).getAsInt()).isEqualTo(1);
        first.complete(new Told("now"));
        assertThat(waiting.await().text()).isEqualTo("now");
    }

    @Test
    void aHandlerThatThrowsIsToldAndARefusalIsNot() {
        bus.serveAsync(PLACE, 10, BusObserverTest::refuseOrBreak).await();
        assertThat(failure(bus.call(PLACE, new Ask("refuse")))).isEqualTo(Failure.FORBIDDEN);
        assertThat(failures).isEmpty();
        assertThat(failure(bus.call(PLACE, new Ask("break")))).isEqualTo(Failure.INTERNAL);
        assertThat(failures).containsExactly(Map.entry(BusObserver.Kind.BROKEN, PLACE.name()));
    }

    private static Future<Told> refuseOrBreak(Ask ask) {
        if (ask.text().equals("refuse")) {
            throw Refusal.of(Failure.FORBIDDEN, "no");
        }
        throw new IllegalStateException("a bug");
    }

    private Future<Told> ask() {
        return bus.call(PLACE, new Ask("hello"));
    }

    private static void assertUnavailable(Future<Told> answer) {
        assertThat(failure(answer)).isEqualTo(Failure.UNAVAILABLE);
    }

    private static Failure failure(Future<Told> answer) {
        Throwable thrown = Future.join(answer, Future.succeededFuture())
                .transform(done -> Future.succeededFuture(answer.cause()))
                .await();
        return ((Refusal) thrown).failure();
    }
}
