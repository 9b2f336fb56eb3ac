package io.devthread.realtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.devthread.realtime.community.CommunityConfig;
import io.devthread.realtime.delivery.DeliveryConfig;
import io.devthread.realtime.gateway.AdmissionConfig;
import io.devthread.realtime.gateway.DrainConfig;
import io.devthread.realtime.gateway.poll.PollConfig;
import io.devthread.realtime.gateway.session.SessionConfig;
import io.devthread.realtime.gateway.socket.SocketConfig;
import io.devthread.realtime.gateway.trace.TraceConfig;
import io.devthread.realtime.messaging.MessagingConfig;
import io.devthread.realtime.notification.NotificationConfig;
import io.devthread.realtime.presence.PresenceConfig;
import io.devthread.realtime.privacy.PrivacyConfig;
import io.devthread.realtime.tracing.TracingConfig;
import io.devthread.realtime.typing.TypingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DefaultsTest {
    @Test
    void theDocumentedFileShowsEverySettingWithItsDefault() throws IOException {
        String documented = Files.readAllLines(Path.of("conf/realtime.yaml")).stream()
                .map(line -> line.replaceFirst("^( *)#(?=\\S)", "$1"))
                .collect(Collectors.joining("\n"));
        assertThat(new YAMLMapper().readTree(documented)).isEqualTo(ConfigLoader.defaults());
    }

    @Test
    void theDocumentedFileAsItStandsChangesNothing() {
        assertThat(ConfigLoader.load(List.of("--conf=conf"), Map.of()))
                .isEqualTo(ConfigLoader.load(List.of("--conf=src/main/resources/db"), Map.of()));
    }

    @Test
    void everyVariableBelongsToOneSetting() {
        var settings = new ConfigTree(ConfigLoader.defaults()).settings().keySet();
        assertThat(settings.stream().map(EnvironmentLayer::variable)).doesNotHaveDuplicates();
    }

    @Test
    void theDefaultsAreThoseOfTheRecords() {
        RealtimeConfig config = ConfigLoader.load(List.of("--conf=src/main/resources/db"), Map.of());
        assertThat(config.gateway().admission()).isEqualTo(AdmissionConfig.DEFAULT);
        assertThat(config.gateway().drain()).isEqualTo(DrainConfig.DEFAULT);
        assertThat(config.session()).isEqualTo(SessionConfig.DEFAULT);
        assertThat(config.socket()).isEqualTo(SocketConfig.defaults());
        assertThat(config.poll()).isEqualTo(PollConfig.DEFAULT);
        assertThat(config.trace()).isEqualTo(TraceConfig.DEFAULT);
        assertThat(config.tracing()).isEqualTo(TracingConfig.DEFAULT);
        assertThat(config.delivery()).isEqualTo(DeliveryConfig.defaults());
        assertThat(config.messaging()).isEqualTo(MessagingConfig.DEFAULT);
        assertThat(config.typing()).isEqualTo(TypingConfig.DEFAULT);
        assertThat(config.notification()).isEqualTo(NotificationConfig.DEFAULT);
        assertThat(config.privacy()).isEqualTo(PrivacyConfig.DEFAULT);
        assertThat(config.presence()).isEqualTo(PresenceConfig.DEFAULT);
        assertThat(config.community()).isEqualTo(CommunityConfig.DEFAULT);
    }
}
