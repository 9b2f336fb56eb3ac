package io.devthread.realtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
    @Test
    void readsTheCanonicalFormInEitherCase() {
        UUID id = Ids.next();
        assertThat(Ids.parse(id.toString())).isEqualTo(id);
        assertThat(Ids.parse(id.toString().toUpperCase(java.util.Locale.ROOT))).isEqualTo(id);
    }

    @Test
    void anIdTellsWhenItWasMade() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Instant made = Ids.madeAt(Ids.next().toString());
        assertThat(made).isBetween(before, Instant.now());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-1-1-1-1",
                "00000000-0000-0000-0000-00000000000",
                "000000000-000-0000-0000-000000000000",
                "00000000-00000-000-0000-000000000000",
                "00000000-0000-0000-0000-00000000000g",
                "+0000000-0000-0000-0000-000000000000",
                " 0000000-0000-0000-0000-000000000000",
            })
    void oneThingHasOneName(String other) {
        assertThatIllegalArgumentException().isThrownBy(() -> Ids.parse(other));
    }
}
