package io.devthread.realtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StopOrderTest {
    private final StopOrder parts = new StopOrder();
    private final List<String> ended = new ArrayList<>();

    @Test
    void whatStartedLastEndsFirst() throws Exception {
        parts.start(() -> part("stores"));
        parts.start(() -> part("service"));

        parts.stop();
        parts.stop();

        assertThat(ended).containsExactly("service", "stores");
    }

    @Test
    void aPartThatFailsToEndDoesNotSpareTheOthers() throws Exception {
        parts.start(() -> part("stores"));
        parts.start(() -> () -> {
            throw new IllegalStateException("stuck");
        });

        parts.stop();

        assertThat(ended).containsExactly("stores");
    }

    @Test
    void aStopInTheMiddleOfAStartEndsThatPartToo() throws Exception {
        CountDownLatch starting = new CountDownLatch(1);
        Thread stopper = new Thread(() -> {
            await(starting);
            parts.stop();
        });
        stopper.start();

        parts.start(() -> {
            starting.countDown();
            // The stop is waiting by now, or comes later: both must end this part.
            return part("stores");
        });
        stopper.join();

        assertThat(ended).containsExactly("stores");
        assertThatThrownBy(() -> parts.start(() -> part("service"))).isInstanceOf(IllegalStateException.class);
        assertThat(ended).doesNotContain("service");
    }

    private AutoCloseable part(String name) {
        return () -> ended.add(name);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
