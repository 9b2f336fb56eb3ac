package io.devthread.realtime;

import io.devthread.realtime.platform.Keyset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** Makes and changes the keyset of {@code messaging.encryption.keyset}; for operators, by {@code scripts/keyset}. */
public final class KeysetMain {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private KeysetMain() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** @return the status of the process; says in one line what was done or why not */
    static int run(String... args) {
        if (args.length != 2) {
            return usage();
        }
        Path file = Path.of(args[1]);
        try {
            switch (args[0]) {
                case "new" -> make(file);
                case "add" -> Keyset.read(file).withAnotherKey().write(file);
                case "promote" -> Keyset.read(file).withNewestAsPrimary().write(file);
                case "rotate" ->
                    Keyset.read(file).withAnotherKey().withNewestAsPrimary().write(file);
                default -> {
                    return usage();
                }
            }
            System.out.println(file + ": " + Keyset.read(file).keys().size() + " keys");
            return 0;
        } catch (IOException e) {
            System.err.println(file + " can't be used: " + e);
        } catch (GeneralSecurityException | RuntimeException e) {
            // Without what it says, which may be a part of the file.
            System.err.println(file + " holds no keyset");
        }
        return FAILED;
    }

    /** Never over another one: what is encrypted with it could not be read any more. */
    private static void make(Path file) throws IOException, GeneralSecurityException {
        if (Files.exists(file)) {
            throw new IOException("it is there already; see add, promote and rotate");
        }
        Keyset.make().write(file);
    }

    private static int usage() {
        System.err.println("usage: keyset new|add|promote|rotate FILE");
        return USAGE;
    }
}
