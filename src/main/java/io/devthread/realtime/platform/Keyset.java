package io.devthread.realtime.platform;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;

/**
 * The file of a key ring for {@link ContentCipher}, as it is made and changed. Keys are only ever added: the old ones
 * still decrypt. A file is replaced as a whole, readable for its owner alone.
 */
public record Keyset(KeysetHandle keys) {
    /** With one key, AES-256-GCM. */
    public static Keyset make() throws GeneralSecurityException {
        AeadConfig.register();
        return new Keyset(KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM));
    }

    public static Keyset read(Path file) throws IOException, GeneralSecurityException {
        AeadConfig.register();
        return new Keyset(TinkJsonProtoKeysetFormat.parseKeyset(Files.readString(file), InsecureSecretKeyAccess.get()));
    }

    /** With one more key, which decrypts and does not encrypt yet. */
    public Keyset withAnotherKey() throws GeneralSecurityException {
        KeysetHandle.Builder.Entry key = KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                .withRandomId();
        return new Keyset(KeysetHandle.newBuilder(keys).addEntry(key).build());
    }

    /** The key that was added last is the one that encrypts. */
    public Keyset withNewestAsPrimary() throws GeneralSecurityException {
        KeysetHandle.Builder builder = KeysetHandle.newBuilder(keys);
        builder.getAt(keys.size() - 1).makePrimary();
        return new Keyset(builder.build());
    }

    public void write(Path file) throws IOException, GeneralSecurityException {
        Path next = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                ".keyset",
                ".json",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(next, TinkJsonProtoKeysetFormat.serializeKeyset(keys, InsecureSecretKeyAccess.get()));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
