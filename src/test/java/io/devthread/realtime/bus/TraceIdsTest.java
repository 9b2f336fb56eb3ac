package io.devthread.realtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What went wrong on the bus is logged with the traces that it belonged to. */
class TraceIdsTest {
    private static final String ONE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String OTHER = "0af7651916cd43dd8448eb211c80319c";
    private static final Address<Ask, Ask> PLACE = new Address<>("test.traced", Ask.class, Ask.class);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = Bus.on(vertx);
    private final Logger log = (Logger) LoggerFactory.getLogger(Bus.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    record Ask(List<String> traceparents) implements InTraces {}

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void close() {
        log.detachAppender(lines);
        vertx.close().await();
    }

    @Test
    void aCallThatComesToNothingNamesItsTraces() {
        fail(traced(ONE), traced(ONE), traced(OTHER));
        assertThat(line()).startsWith("bus.call failed").endsWith(" trace_id=" + ONE + "," + OTHER);
    }

    @Test
    void aHandlerThatThrowsNamesThemToo() {
        bus.serveAsync(PLACE, 10, ask -> {
                    throw new IllegalStateException("a bug");
                })
                .await();
        fail(traced(ONE));
        assertThat(line()).isEqualTo("bus.serve failed address=test.traced trace_id=" + ONE);
    }

    @Test
    void whatIsNotTracedSaysNothingOfTraces() {
        fail();
        assertThat(line()).doesNotContain("trace_id");
        assertThat(TraceIds.of("no request of ours")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "00-" + ONE, "00-" + ONE + "\n-00f067aa0ba902b7-01", "00-evil=1-00f067aa0ba902b7-01"})
    void whatIsNoTraceparentReachesNoLine(String text) {
        assertThat(TraceIds.ofAll(List.of(text))).isEmpty();
    }

    @Test
    void aLineNamesTenAtTheMost() {
        List<String> many = IntStream.range(0, 500)
                .mapToObj(i -> traced("%032x".formatted(i)))
                .toList();
        assertThat(TraceIds.ofAll(many).split(",")).hasSize(10);
    }

    private static String traced(String id) {
        return "00-" + id + "-00f067aa0ba902b7-01";
    }

    private void fail(String... traceparents) {
        bus.call(PLACE, new Ask(List.of(traceparents)))
                .otherwise(new Ask(List.of()))
                .await();
    }

    private String line() {
        return lines.list.getFirst().getFormattedMessage();
    }
}
