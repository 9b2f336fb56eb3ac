package io.devthread.realtime.platform;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SparseLogTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Logger logger = (Logger) LoggerFactory.getLogger("sparse");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final SparseLog log = new SparseLog(logger, Duration.ofSeconds(1), nanos::get);

    @BeforeEach
    void listen() {
        lines.start();
        logger.setAdditive(false);
        logger.addAppender(lines);
    }

    @Test
    void theFirstIsSaidAtOnceAndOfTheOthersHowManyThereWere() {
        for (int i = 0; i < 1_000; i++) {
            log.warn("store.away", new IllegalStateException("gone"));
        }
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        log.warn("store.away", new IllegalStateException("still gone"));

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "store.away cause=java.lang.IllegalStateException: gone untold=0",
                        "store.away cause=java.lang.IllegalStateException: still gone untold=999");
    }
}
