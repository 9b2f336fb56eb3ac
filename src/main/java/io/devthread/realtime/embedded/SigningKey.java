package io.devthread.realtime.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/**
 * The RSA key that signs this installation's tokens, made on first start, readable by its owner only; beside it the
 * public half, which is all that the service itself needs.
 *
 * @param privateKey PEM file, PKCS#8
 * @param publicKey PEM file, X.509
 */
record SigningKey(Path privateKey, Path publicKey) {
    private static final int BITS = 2_048;

    static SigningKey in(Path folder) {
        return new SigningKey(folder.resolve("signing-key.pem"), folder.resolve("signing-key.pub.pem"));
    }

    boolean exists() {
        return Files.exists(privateKey);
    }

    /** Makes what is missing; a key that is there stays, and is checked. */
    SigningKey ensure() {
        try {
            Files.createDirectories(privateKey.getParent());
            if (!exists()) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(BITS);
                write(
                        privateKey,
                        "PRIVATE KEY",
                        generator.generateKeyPair().getPrivate().getEncoded(),
                        "rw-------");
            }
            write(publicKey, "PUBLIC KEY", publicHalf(), "rw-r--r--");
            return this;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new StartFailure("cannot use the signing key " + privateKey + ": " + e.getMessage(), e);
        }
    }

    private byte[] publicHalf() throws IOException, GeneralSecurityException {
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        String base64 = Files.readString(privateKey).replaceAll("-----[A-Z ]+-----", "");
        var key = (RSAPrivateCrtKey) rsa.generatePrivate(
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
        return rsa.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()))
                .getEncoded();
    }

    /** Whole or not at all, and never for a moment readable by others. */
    private static void write(Path file, String label, byte[] der, String permissions) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
        Files.write(
                fresh,
                ("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n")
                        .getBytes(StandardCharsets.US_ASCII));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
