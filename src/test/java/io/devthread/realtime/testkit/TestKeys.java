package io.devthread.realtime.testkit;

import io.devthread.realtime.platform.PemTokenSigner;
import io.devthread.realtime.platform.TokenSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/** A key pair of a test's own, as PEM files. */
public record TestKeys(Path privateKey, Path publicKey) {
    public static TestKeys make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            Path folder = Files.createTempDirectory("devthread-keys");
            return new TestKeys(
                    pem(
                            folder.resolve("private.pem"),
                            "PRIVATE KEY",
                            pair.getPrivate().getEncoded()),
                    pem(
                            folder.resolve("public.pem"),
                            "PUBLIC KEY",
                            pair.getPublic().getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public TokenSigner signer() {
        return PemTokenSigner.load(privateKey, "devthread", "devthread");
    }

    /** For a process that verifies with these keys and, as the sample community, signs with them. */
    public Map<String, String> settings() {
        return Map.of(
                "DEVTHREAD_AUTH_PUBLIC_KEYS", publicKey.toString(),
                "DEVTHREAD_COMMUNITY_SIGNING_KEY", privateKey.toString());
    }

    private static Path pem(Path file, String kind, byte[] key) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }
}
