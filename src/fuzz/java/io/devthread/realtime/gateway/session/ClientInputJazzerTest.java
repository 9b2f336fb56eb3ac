package io.devthread.realtime.gateway.session;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link ClientInput}, with inputs that follow the branches of the code; the golden frames are its seeds. */
class ClientInputJazzerTest {
    static java.util.stream.Stream<byte[]> seeds() {
        return GoldenFramesTest.frames().stream().map(ClientInputJazzerTest::bytes);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "5m")
    void whateverAClientSendsIsACommandOrADocumentedError(byte[] utf8) {
        ClientInput.read(new String(utf8, StandardCharsets.UTF_8));
    }

    private static byte[] bytes(java.nio.file.Path file) {
        try {
            return java.nio.file.Files.readAllBytes(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
