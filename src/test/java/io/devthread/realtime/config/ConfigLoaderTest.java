package io.devthread.realtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
    @TempDir
    Path conf;

    @Test
    void anEmptyDirectoryGivesTheDefaults() {
        RealtimeConfig config = load(Map.of());
        assertThat(config.gateway().port()).isEqualTo(8082);
        assertThat(config.management().port()).isEqualTo(8083);
        assertThat(config.auth().issuer()).isEqualTo("devthread");
        assertThat(config.auth().leeway()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.groups())
                .containsExactlyInAnyOrder(
                        Group.MESSAGING, Group.NOTIFICATION, Group.PRESENCE, Group.FEED, Group.POLLING, Group.GATEWAY);
    }

    @Test
    void laterFilesWinAndLeaveTheRestAlone() throws IOException {
        write("10-base.yaml", "gateway:\n  port: 9000\n  host: 127.0.0.1\n");
        write("20-more.yaml", "gateway:\n  port: 9001\n");
        write("ignored.txt", "gateway:\n  port: 1\n");
        RealtimeConfig config = load(Map.of());
        assertThat(config.gateway().port()).isEqualTo(9001);
        assertThat(config.gateway().host()).isEqualTo("127.0.0.1");
    }

    @Test
    void theEnvironmentWinsOverFiles() throws IOException {
        write("a.yaml", "gateway:\n  port: 9000\npostgres:\n  url: postgresql://file/x\n");
        RealtimeConfig config = load(Map.of(
                "DEVTHREAD_GATEWAY_PORT", "9002",
                "DEVTHREAD_POSTGRES_URL", "postgresql://env:1/x",
                "DEVTHREAD_AUTH_PUBLIC_KEYS", "a.pem, b.pem",
                "DEVTHREAD_AUTH_LEEWAY", "PT10S",
                "DEVTHREAD_CLUSTER_MEMBERS", "",
                "DEVTHREAD_SESSION_RATES_MESSAGES_PER_SECOND", "7",
                "DEVTHREAD_COMMUNITY_SIGNING_KEY", "key.pem",
                "DEVTHREAD_TRACING_ENABLED", "true",
                "DEVTHREAD_TRACING_SAMPLE_RATIO", "0.25",
                "PATH", "not ours"));
        assertThat(config.gateway().port()).isEqualTo(9002);
        assertThat(config.postgres().url()).isEqualTo("postgresql://env:1/x");
        assertThat(config.auth().publicKeys()).containsExactly(Path.of("a.pem"), Path.of("b.pem"));
        assertThat(config.auth().leeway()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.cluster().members()).isEmpty();
        assertThat(config.session().rates().messages().perSecond()).isEqualTo(7);
        assertThat(config.community().signingKey()).contains(Path.of("key.pem"));
        assertThat(config.tracing().enabled()).isTrue();
        assertThat(config.tracing().sampleRatio()).isEqualTo(0.25);
    }

    @Test
    void theCommandLineNamesGroupsAndWins() {
        RealtimeConfig config = ConfigLoader.load(
                List.of("--conf=" + conf, "--groups=gateway, messaging"), Map.of("DEVTHREAD_GROUPS", "community"));
        assertThat(config.groups()).containsExactlyInAnyOrder(Group.GATEWAY, Group.MESSAGING);
    }

    @Test
    void allMeansTheSampleApplicationToo() {
        assertThat(load(Map.of("DEVTHREAD_GROUPS", "all")).groups()).containsExactlyInAnyOrder(Group.values());
    }

    @Test
    void theDirectoryMayComeFromTheEnvironment() throws IOException {
        write("a.yaml", "gateway:\n  port: 9000\n");
        assertThat(ConfigLoader.load(List.of(), Map.of("DEVTHREAD_CONF", conf.toString()))
                        .gateway()
                        .port())
                .isEqualTo(9000);
    }

    @Test
    void aNamedDirectoryMustExist() {
        assertThatThrownBy(() -> ConfigLoader.load(List.of("--conf=/nowhere/at/all"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("the configuration directory /nowhere/at/all does not exist");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gateway:\\n  prot: 1                  | gateway.prot is not a setting; gateway has: host, port,",
                "gatway:\\n  port: 1                   | gatway is not a setting; there are: groups, gateway,",
                "gateway: 8082                         | gateway is a section",
                "gateway:\\n  port: eighty             | gateway.port must be a whole number",
                "gateway:\\n  port: '8082'             | gateway.port must be a whole number",
                "gateway:\\n  port: 1.5                | gateway.port must be a whole number",
                "gateway:\\n  port: 70000              | gateway.port must be 0 (any free port) to 65535, not 70000",
                "gateway:\\n  port:                    | gateway.port must be a whole number",
                "gateway:\\n  allowed_origins: ['*']   | gateway.allowed_origins must be scheme://host[:port]",
                "gateway:\\n  allowed_origins: x       | gateway.allowed_origins must be a list",
                "gateway:\\n  request_timeout: soon    | gateway.request_timeout must be a duration such as",
                "gateway:\\n  request_timeout: 10      | gateway.request_timeout must be a duration such as",
                "gateway:\\n  port: 1\\n  port: 2      | not YAML: Duplicate field 'port'",
                "gateway: [                            | line",
                "- a                                   | must hold sections",
                "postgres:\\n  pool_size: 900          | postgres.pool_size must be 2 to 100, not 900",
                "postgres:\\n  pool_size: 1            | postgres.pool_size must be 2 to 100, not 1",
                "session:\\n  max_subscriptions: 0     | session.max_subscriptions must be at least 1, not 0",
                "auth:\\n  leeway: 1h                  | auth.leeway must be 0s to 5m",
                "auth:\\n  longest_token: 10s          | auth.longest_token must be 0s or 1m to 365d",
                "auth:\\n  algorithms: [none]          | auth.algorithms may hold RS256, ES256, EdDSA and HS256",
                "auth:\\n  hs256_secret: short-secret  | auth.hs256_secret must have at least 32 bytes",
                "cluster:\\n  members: [a b]           | cluster.members must be host:port",
                "cluster:\\n  heartbeat: 100ms         | cluster.heartbeat must be whole seconds",
                "tracing:\\n  enabled: 'yes'         | tracing.enabled must be true or false",
                "tracing:\\n  endpoint: collector    | tracing.endpoint must be http(s)://host[:port]/path",
                "tracing:\\n  endpoint: grpc://c:1   | tracing.endpoint must be http(s)://host[:port]/path",
                "tracing:\\n  endpoint: 'http:///v1' | tracing.endpoint must be http(s)://host[:port]/path",
                "tracing:\\n  sample_ratio: 1.01     | tracing.sample_ratio must be 0 to 1, not 1.01",
                "tracing:\\n  sample_ratio: -0.1     | tracing.sample_ratio must be 0 to 1, not -0.1",
                "tracing:\\n  sample_ratio: half     | tracing.sample_ratio must be a number",
                "tracing:\\n  service_name: ''       | tracing.service_name must be 1 to 64 letters",
                "groups: [chat]                        | groups has no \"chat\"; there are: messaging, notification,",
            })
    void aBadFileIsRefusedInOneLineThatNamesKeyAndSource(String yaml, String message) throws IOException {
        write("bad.yaml", yaml.replace("\\n", "\n"));
        assertThatThrownBy(() -> load(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("bad.yaml")
                .hasMessageNotContaining("short-secret")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DEVTHREAD_GATEWAY_PROT      | 1       | DEVTHREAD_GATEWAY_PROT is not a setting; there are:",
                "DEVTHREAD_GATWAY_PORT       | 1       | DEVTHREAD_GATWAY_PORT is not a setting; there are:",
                "DEVTHREAD_                  | 1       | DEVTHREAD_ is not a setting",
                "DEVTHREAD_GATEWAY           | 1       | DEVTHREAD_GATEWAY is not a setting",
                "DEVTHREAD_GATEWAY_PORT      | eighty  | gateway.port must be a whole number",
                "DEVTHREAD_GATEWAY_PORT      | 99999999999999999999 | gateway.port must be a whole number",
                "DEVTHREAD_GATEWAY_PORT      | 9999999999 | gateway.port must be a whole number",
                "DEVTHREAD_GATEWAY_PORT      | -1      | gateway.port must be 0",
                "DEVTHREAD_GATEWAY_PORT      | 8082.5  | gateway.port must be a whole number",
                "DEVTHREAD_TRACING_SAMPLE_RATIO | 2    | tracing.sample_ratio must be 0 to 1",
                "DEVTHREAD_TRACING_SAMPLE_RATIO | few  | tracing.sample_ratio must be a number",
                "DEVTHREAD_REDIS_URL         | http://x | redis.url must start with redis://",
                "DEVTHREAD_AUTH_HS256_SECRET | tooshort | auth.hs256_secret must have at least 32 bytes",
                "DEVTHREAD_GROUPS            | gateway,chat | groups has no \"chat\"",
            })
    void aBadVariableIsRefusedInOneLineThatNamesIt(String name, String value, String message) {
        assertThatThrownBy(() -> load(Map.of(name, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message)
                .hasMessageContaining(name)
                .hasMessageNotContaining("tooshort");
    }

    @ParameterizedTest
    @CsvSource({"--group=gateway", "gateway", "-h"})
    void anUnknownOptionIsRefused(String option) {
        assertThatThrownBy(() -> ConfigLoader.load(List.of(option), Map.of()))
                .hasMessage("command line: " + option + " is not an option; there are: --conf=DIR, --groups=a,b");
    }

    @Test
    void anUnknownGroupOnTheCommandLineNamesItsSource() {
        assertThatThrownBy(() -> ConfigLoader.load(List.of("--conf=" + conf, "--groups=chat"), Map.of()))
                .hasMessageStartingWith("--groups: groups has no \"chat\"");
    }

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "30s,PT30S", "5m,PT5M", "2h,PT2H", "7d,PT168H", "PT1M30S,PT1M30S", "0s,PT0S"})
    void durationsHaveShortAndIsoForms(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({"-5s", "5", "5 years", "''", "PT-1S", "1e3s", "99999999999s"})
    void otherDurationsAreRefused(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private RealtimeConfig load(Map<String, String> environment) {
        return ConfigLoader.load(List.of("--conf=" + conf), environment);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(conf.resolve(name), text);
    }
}
