package io.devthread.realtime.gateway.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@link ClientInput} for 100,000 nearly right frames, the same in every run. By hand, for as long as one likes and with
 * others: {@code mvn test -Dtest=ClientInputFuzzTest -Dfuzz.inputs=50000000 -Dfuzz.seed=7}.
 */
class ClientInputFuzzTest {
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 100_000);
    private static final long SEED = Long.getLong("fuzz.seed", 1);

    @Test
    void whateverAClientSendsIsACommandOrADocumentedError() throws IOException {
        MutatedTexts texts = new MutatedTexts(goldenCommands(), SEED);
        for (int i = 0; i < INPUTS; i++) {
            String text = texts.next();
            try {
                ClientInput.read(text);
            } catch (Throwable thrown) {
                throw new AssertionError("input %d of seed %d: %s".formatted(i, SEED, text), thrown);
            }
        }
    }

    private static List<String> goldenCommands() throws IOException {
        List<String> frames = new ArrayList<>();
        for (Path file : GoldenFramesTest.commands().toList()) {
            frames.add(Files.readString(file));
        }
        return frames;
    }
}
