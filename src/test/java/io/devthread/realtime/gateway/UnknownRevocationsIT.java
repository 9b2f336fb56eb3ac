package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A gateway that has not yet heard who signed out: nobody is let in, and nobody is told to sign in again for it. */
class UnknownRevocationsIT {
    @Test
    void whoAuthenticatesIsToldToComeBackLater() {
        try (TestService service = TestService.start(Map.of("DEVTHREAD_GROUPS", "gateway"));
                RealtimeClient client = RealtimeClient.open(service.address().ws())) {
            JsonNode error = client.awaitReply(
                    client.command("system", "authenticate", Map.of("token", service.token(new UserId(Ids.next())))));
            assertThat(error.path("code").asText()).isEqualTo("unavailable");
            assertThat(error.path("retry_after_ms").asLong()).isPositive();
            assertThat(client.awaitClose()).isEqualTo(4013);
        }
    }
}
