package io.devthread.realtime.platform;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Encryption at rest of what people wrote, by a key ring (Google Tink: AES-256-GCM). The primary key encrypts, every
 * key of the ring decrypts; a ciphertext names its key. Without a ring nothing is encrypted and nothing can be
 * decrypted. Thread-safe.
 *
 * <p>Each ciphertext is bound to a place, a name of the row that it belongs to: moved to another row it can't be
 * decrypted, so nobody who can write to the database can put one person's words into another's mouth.
 */
public final class ContentCipher {
    private static final ContentCipher OFF = new ContentCipher(Optional.empty(), false);

    private record Ring(Aead aead, int primary, Set<Integer> keys) {}

    private final Optional<Ring> ring;
    private final boolean encrypts;

    private ContentCipher(Optional<Ring> ring, boolean encrypts) {
        this.ring = ring;
        this.encrypts = encrypts;
    }

    public static ContentCipher off() {
        return OFF;
    }

    /**
     * @param keyset a Tink keyset in JSON, not encrypted, readable for the service only
     * @param encrypts false: only what was encrypted before is read
     * @throws IllegalArgumentException when the file is not there or holds no usable keyset, in one line
     */
    public static ContentCipher load(Path keyset, boolean encrypts) {
        return new ContentCipher(Optional.of(ring(keyset)), encrypts);
    }

    /** Empty where content is to be stored as it is. */
    public Optional<byte[]> encrypt(String text, String place) {
        return ring.filter(on -> encrypts).map(on -> {
            try {
                return on.aead().encrypt(utf8(text), utf8(place));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("AES-GCM encrypts whatever it is given", e);
            }
        });
    }

    /** Empty where no key of the ring fits, or where the bytes are not what was written at that place. */
    public Optional<String> decrypt(byte[] bytes, String place) {
        return ring.flatMap(on -> {
            try {
                return Optional.of(new String(on.aead().decrypt(bytes, utf8(place)), StandardCharsets.UTF_8));
            } catch (GeneralSecurityException e) {
                return Optional.empty();
            }
        });
    }

    /** The key that new content is encrypted with. */
    public Optional<Integer> primaryKey() {
        return ring.filter(on -> encrypts).map(Ring::primary);
    }

    public Set<Integer> keys() {
        return ring.map(Ring::keys).orElse(Set.of());
    }

    private static Ring ring(Path file) {
        String json;
        try {
            json = Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " can't be read", e);
        }
        try {
            AeadConfig.register();
            KeysetHandle handle = TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
            Aead aead = handle.getPrimitive(RegistryConfiguration.get(), Aead.class);
            Set<Integer> keys = IntStream.range(0, handle.size())
                    .mapToObj(i -> handle.getAt(i).getId())
                    .collect(Collectors.toUnmodifiableSet());
            return new Ring(aead, handle.getPrimary().getId(), keys);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException(file + " holds no keyset with a primary key for AEAD", e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
