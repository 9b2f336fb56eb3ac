package io.devthread.realtime.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What stood in the files of {@link AuthConfig} when they were last looked at. Their content is compared, not their
 * dates: a mounted secret is changed by a link. One thread at a time.
 */
final class KeyFiles {
    private final List<Path> files;
    private List<Optional<String>> contents = List.of();

    KeyFiles(AuthConfig config) {
        this.files = Stream.of(config.publicKeys().stream(), config.jwks().stream(), config.hs256SecretFile().stream())
                .flatMap(some -> some)
                .toList();
    }

    boolean haveChanged() {
        List<Optional<String>> now = files.stream().map(KeyFiles::content).toList();
        boolean haveChanged = !now.equals(contents);
        contents = now;
        return haveChanged;
    }

    /** Empty where it can't be read: whoever loads it says why. */
    private static Optional<String> content(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
