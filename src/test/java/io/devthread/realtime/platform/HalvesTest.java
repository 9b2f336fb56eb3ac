package io.devthread.realtime.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.pgclient.PgException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HalvesTest {
    private static final String CHECK_VIOLATION = "23514";
    private static final String DEADLOCK = "40P01";

    private final List<List<String>> committed = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    @Test
    void oneBadOneFailsAlone() {
        new Halves<>(this::commit, (bad, why) -> refused.add(bad)).write(List.of("a", "b", "bad", "c", "d"));
        assertThat(refused).containsExactly("bad");
        assertThat(committed.stream().flatMap(List::stream)).containsExactly("a", "b", "c", "d");
    }

    @Test
    void aRaceIsTriedAgainWhole() {
        List<String> attempts = new ArrayList<>();
        new Halves<String>(
                        batch -> {
                            attempts.add("try");
                            if (attempts.size() == 1) {
                                throw failure(DEADLOCK);
                            }
                            committed.add(batch);
                        },
                        (bad, why) -> refused.add(bad))
                .write(List.of("a", "b"));
        assertThat(committed).containsExactly(List.of("a", "b"));
        assertThat(refused).isEmpty();
    }

    @Test
    void aRaceThatNeverEndsIsRefused() {
        new Halves<String>(
                        batch -> {
                            throw failure(DEADLOCK);
                        },
                        (bad, why) -> refused.add(bad))
                .write(List.of("a", "b"));
        assertThat(refused).containsExactly("a", "b");
    }

    private void commit(List<String> batch) {
        if (batch.contains("bad")) {
            throw failure(CHECK_VIOLATION);
        }
        committed.add(batch);
    }

    private static PgException failure(String sqlState) {
        return new PgException("no", "ERROR", sqlState, "");
    }
}
