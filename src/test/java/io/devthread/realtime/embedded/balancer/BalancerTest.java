package io.devthread.realtime.embedded.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Json;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class BalancerTest {
    @Test
    void whereNoBackendIsUpTheAnswerIsTheErrorObjectOfTheApi() {
        String answer = Balancer.sorry(Clock.fixed(Instant.ofEpochMilli(42), ZoneOffset.UTC))
                .toString();
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertThat(answer).startsWith("HTTP/1.1 503 ").contains("Content-Length: " + body.length() + "\r\n");
        JsonNode error = Json.read(body, JsonNode.class);
        assertThat(error.path("v").asInt()).isEqualTo(1);
        assertThat(error.path("type").asText()).isEqualTo("error");
        assertThat(error.path("code").asText()).isEqualTo("unavailable");
        assertThat(error.path("retry_after_ms").asLong()).isEqualTo(1_000);
        assertThat(error.path("timestamp").asLong()).isEqualTo(42);
    }
}
