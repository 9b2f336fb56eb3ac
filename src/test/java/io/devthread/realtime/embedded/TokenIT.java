package io.devthread.realtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.model.Json;
import io.devthread.realtime.testkit.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/token} as a person calls it; needs the built jar, so it runs after packaging. */
class TokenIT {
    private static final String SOMEBODY = "0197a000-0000-7000-8000-000000000001";

    @TempDir
    Path folder;

    @Test
    void aSampleUsersTokenIsAllThatIsPrinted() throws Exception {
        SigningKey key = SigningKey.in(folder.resolve("keys")).ensure();

        Said said = token("--user", "alice", "--scope", "events:publish admin", "--ttl", "15m");

        assertThat(said.errors()).isEmpty();
        assertThat(said.status()).isZero();
        String claims = verified(said.output(), key);
        assertThat(claims)
                .contains("\"iss\":\"devthread\"", "\"aud\":\"devthread\"", "\"username\":\"alice\"")
                .contains("\"scope\":\"admin events:publish\"")
                .containsPattern("\"iat\":[0-9]+\\.[0-9]{3}[,}]");
        var json = Json.mapper().readTree(claims);
        assertThat(json.get("exp").asLong() - json.get("iat").asLong()).isBetween(899L, 900L);
    }

    @Test
    void anyUserIdIsTaken() throws Exception {
        SigningKey key = SigningKey.in(folder.resolve("keys")).ensure();

        assertThat(verified(token("--user", SOMEBODY).output(), key)).contains("\"sub\":\"" + SOMEBODY + "\"");
    }

    @Test
    void aRegisteredUserIsLookedUpWhileTheStoresRun() throws Exception {
        SigningKey key = SigningKey.in(folder.resolve("keys")).ensure();
        try (DataDirectory data = DataDirectory.open(folder);
                PostgresStore postgres = PostgresStore.start(data, Ports.free())) {
            register(postgres, "erin");

            assertThat(verified(token("--user", "Erin").output(), key))
                    .contains("\"sub\":\"" + SOMEBODY + "\"", "\"username\":\"erin\"");
            assertThat(token("--user", "nobody").errors()).isEqualTo("No token: there is no user 'nobody'");
        }
    }

    @Test
    void aStrangerIsNotFoundWhileNothingRuns() throws Exception {
        SigningKey.in(folder.resolve("keys")).ensure();

        Said said = token("--user", "erin");

        assertThat(said.status()).isEqualTo(1);
        assertThat(said.output()).isEmpty();
        assertThat(said.errors()).contains("no user 'erin' among the sample users", "scripts/run");
    }

    @Test
    void withoutAKeyTheFirstStepIsNamed() {
        Said said = token();

        assertThat(said.status()).isEqualTo(1);
        assertThat(said.errors()).contains(folder.toString(), "start scripts/run first");
    }

    @Test
    void wrongUsageHasAStatusOfItsOwn() {
        Said said = token("--ttl", "soon");

        assertThat(said.status()).isEqualTo(2);
        assertThat(said.output()).isEmpty();
        assertThat(said.errors()).contains("--ttl must be", "usage: scripts/token");
    }

    private record Said(int status, String output, String errors) {}

    private Said token(String... args) {
        List<String> command = new ArrayList<>(List.of("scripts/token"));
        command.addAll(List.of(args));
        try {
            Path errors = folder.resolve("errors");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().put("DATA_DIR", folder.toString());
            builder.environment().put("JAVA_OPTS", String.join(" ", ServiceProcess.coverageAgent()));
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new Said(
                    process.exitValue(),
                    output.strip(),
                    Files.readString(errors).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The claims, when the public key confirms the signature. */
    private static String verified(String token, SigningKey key) throws Exception {
        String[] parts = token.split("\\.");
        assertThat(parts).hasSize(3);
        String pem = Files.readString(key.publicKey()).replaceAll("-----[A-Z ]+-----", "");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem))));
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
        return new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    }

    private static void register(PostgresStore postgres, String username) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:" + postgres.url(), postgres.user(), postgres.password());
                var statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE users (id uuid PRIMARY KEY, username text NOT NULL, deleted boolean NOT NULL)");
            statement.execute("INSERT INTO users VALUES ('" + SOMEBODY + "', '" + username + "', false)");
        }
    }
}
