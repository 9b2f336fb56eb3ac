package io.devthread.realtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunSettingsTest {
    @Test
    void nothingSetGivesTheDefaults() {
        RunSettings settings = RunSettings.from(Map.of());

        assertThat(settings.port()).isEqualTo(8082);
        assertThat(settings.managementPort()).isEqualTo(8083);
        assertThat(settings.bridgePort()).isEqualTo(7000);
        assertThat(settings.dataDirectory()).isEqualTo(Path.of("data").toAbsolutePath());
    }

    @Test
    void everythingCanBeSet() {
        RunSettings settings = RunSettings.from(
                Map.of("PORT", "9000", "MANAGEMENT_PORT", "9001", "BRIDGE_PORT", "9002", "DATA_DIR", "/var/x/../y"));

        assertThat(settings.port()).isEqualTo(9000);
        assertThat(settings.managementPort()).isEqualTo(9001);
        assertThat(settings.bridgePort()).isEqualTo(9002);
        assertThat(settings.dataDirectory()).isEqualTo(Path.of("/var/y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "http", "8082x", "99999999999"})
    void aBadPortIsNamed(String text) {
        assertThatThrownBy(() -> RunSettings.from(Map.of("PORT", text)))
                .isInstanceOf(StartFailure.class)
                .hasMessage("PORT must be a port, 1 to 65535, not '" + text + "'");
    }

    @Test
    void onePortForTwoThingsIsRefused() {
        assertThatThrownBy(() -> RunSettings.from(Map.of("PORT", "8083")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("PORT and MANAGEMENT_PORT are both 8083");
        assertThatThrownBy(() -> RunSettings.from(Map.of("BRIDGE_PORT", "8083")))
                .hasMessageContaining("MANAGEMENT_PORT and BRIDGE_PORT are both 8083");
    }

    @Test
    void eachFolderHasAClusterOfItsOwn() {
        assertThat(ServiceEnvironment.clusterName(Path.of("/a")))
                .matches("devthread-[0-9a-f]{16}")
                .isEqualTo(ServiceEnvironment.clusterName(Path.of("/a")))
                .isNotEqualTo(ServiceEnvironment.clusterName(Path.of("/b")));
    }
}
