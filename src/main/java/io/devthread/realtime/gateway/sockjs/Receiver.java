package io.devthread.realtime.gateway.sockjs;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The HTTP answer that a client's session sends through at present: the answer to one poll, or a stream. It lives on the
 * event loop of its request, which need not be the session's, so {@link #send} may come from any thread.
 */
final class Receiver {
    /** A browser keeps the text of a whole stream in memory, so it ends now and then and the client asks for another. */
    static final int MAX_STREAM_BYTES = 128 * 1_024;

    /** Below what an HTTP answer may take in all, here and in the proxies of the world. */
    static final Duration MAX_STREAM_AGE = Duration.ofMinutes(3);

    /** Some browsers show nothing of a stream before so much has come. */
    private static final String PRELUDE = "h".repeat(2_048) + "\n";

    private final HttpServerResponse response;
    private final Executor loop;
    private final boolean streaming;
    private final long openedNanos = System.nanoTime();
    private long sent;

    private Receiver(HttpServerResponse response, Executor loop, boolean streaming) {
        this.response = response;
        this.loop = loop;
        this.streaming = streaming;
        response.putHeader("Content-Type", "application/javascript; charset=UTF-8")
                .putHeader("Cache-Control", "no-store, no-transform");
    }

    /** On the request's event loop. */
    static Receiver polling(HttpServerResponse response, Executor loop) {
        return new Receiver(response, loop, false);
    }

    /** On the request's event loop. */
    static Receiver streaming(HttpServerResponse response, Executor loop) {
        Receiver stream = new Receiver(response, loop, true);
        response.putHeader("X-Accel-Buffering", "no").setChunked(true).write(PRELUDE);
        return stream;
    }

    /** On the request's event loop: told once when the client has gone before the answer was over. */
    void onCut(Runnable cut) {
        response.closeHandler(closed -> cut.run());
    }

    /**
     * @param taken run once the kernel has the frame, on this receiver's event loop; {@code cut} when it never will
     * @return whether more may be sent; otherwise the answer has ended with this frame
     */
    boolean send(String frame, Runnable taken, Runnable cut) {
        sent += frame.length();
        boolean last = !streaming || sent >= MAX_STREAM_BYTES || age() > MAX_STREAM_AGE.toNanos();
        loop.execute(() -> write(Buffer.buffer(frame + "\n"), last, taken, cut));
        return !last;
    }

    /** The answer ends with this frame, whatever it is. */
    void sendLast(String frame, Runnable taken) {
        loop.execute(() -> write(Buffer.buffer(frame + "\n"), true, taken, taken));
    }

    private void write(Buffer line, boolean last, Runnable taken, Runnable cut) {
        if (response.closed() || response.ended()) {
            cut.run();
            return;
        }
        (last ? response.end(line) : response.write(line)).onComplete(done -> taken.run(), failed -> cut.run());
    }

    private long age() {
        return System.nanoTime() - openedNanos;
    }
}
