package io.devthread.realtime.messaging;

import java.nio.file.Path;
import java.util.Optional;

/**
 * @param keyset a file with a Tink keyset in JSON; default none: content is stored as it is
 * @param encrypt default true; false encrypts no more, and the keyset is only for what was encrypted before
 */
public record EncryptionConfig(Optional<Path> keyset, boolean encrypt) {
    public static final EncryptionConfig OFF = new EncryptionConfig(Optional.empty(), true);
}
