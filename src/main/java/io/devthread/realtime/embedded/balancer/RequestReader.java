package io.devthread.realtime.embedded.balancer;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds where the requests of one HTTP/1.1 connection begin, and changes nothing. What upgrades, what is too long and
 * what is no sound HTTP is opaque from there on: the backend that got its beginning gets the rest.
 */
final class RequestReader {
    /** More than a gateway takes, so that it is the one to refuse. */
    private static final int MOST_HEAD_BYTES = 64 * 1_024;

    private static final int MOST_CHUNK_LINE_BYTES = 1_024;

    /** What comes of it, in the order of the bytes; nothing is left out. */
    interface Sink {
        /** @param target as in the request line */
        void request(String target, Buffer head);

        /** More of the same request, or of what is opaque. */
        void more(Buffer bytes);
    }

    private enum State {
        HEAD,
        BODY,
        CHUNK_LINE,
        TRAILER,
        OPAQUE
    }

    private final Sink sink;
    private State state = State.HEAD;
    private Buffer unread = Buffer.buffer();
    private long bodyLeft;
    private State afterBody = State.HEAD;

    RequestReader(Sink sink) {
        this.sink = sink;
    }

    void read(Buffer bytes) {
        unread.appendBuffer(bytes);
        boolean advanced = true;
        while (unread.length() > 0 && advanced) {
            advanced = switch (state) {
                case HEAD -> head();
                case BODY -> body();
                case CHUNK_LINE -> chunkLine();
                case TRAILER -> trailer();
                case OPAQUE -> pass(unread.length());
            };
        }
    }

    private boolean head() {
        int end = indexOf("\r\n\r\n", MOST_HEAD_BYTES);
        if (end < 0) {
            return unread.length() > MOST_HEAD_BYTES && opaque();
        }
        String head = unread.getString(0, end, StandardCharsets.ISO_8859_1.name());
        String[] firstLine = head.lines().findFirst().orElse("").split(" ");
        state = next(head);
        sink.request(firstLine.length == 3 ? firstLine[1] : "", take(end + 4));
        return true;
    }

    /** What stands behind this head. */
    private State next(String head) {
        Optional<String> encoding = header(head, "transfer-encoding");
        Optional<String> length = header(head, "content-length");
        boolean isUnclear = encoding.isPresent() && length.isPresent()
                || encoding.filter(value -> !value.equalsIgnoreCase("chunked")).isPresent()
                || length.filter(value -> !value.matches("\\d{1,18}")).isPresent();
        if (isUnclear || header(head, "upgrade").isPresent()) {
            return State.OPAQUE;
        }
        bodyLeft = length.map(Long::parseLong).orElse(0L);
        afterBody = State.HEAD;
        return encoding.isPresent() ? State.CHUNK_LINE : bodyLeft > 0 ? State.BODY : State.HEAD;
    }

    /** The values of all its lines. */
    private static Optional<String> header(String head, String name) {
        return head.lines()
                .skip(1)
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .reduce((one, other) -> one + "," + other);
    }

    private boolean body() {
        int now = (int) Math.min(bodyLeft, unread.length());
        bodyLeft -= now;
        if (bodyLeft == 0) {
            state = afterBody;
        }
        return pass(now);
    }

    private boolean chunkLine() {
        int end = indexOf("\r\n", MOST_CHUNK_LINE_BYTES);
        if (end < 0) {
            return unread.length() > MOST_CHUNK_LINE_BYTES && opaque();
        }
        String size = unread.getString(0, end).split(";")[0].strip();
        if (!size.matches("[0-9a-fA-F]{1,8}")) {
            return opaque();
        }
        bodyLeft = Long.parseLong(size, 16) + 2; // with the line end behind it
        afterBody = State.CHUNK_LINE;
        state = bodyLeft == 2 ? State.TRAILER : State.BODY;
        return pass(end + 2);
    }

    private boolean trailer() {
        int end = indexOf("\r\n", MOST_HEAD_BYTES);
        if (end < 0) {
            return unread.length() > MOST_HEAD_BYTES && opaque();
        }
        if (end == 0) {
            state = State.HEAD;
        }
        return pass(end + 2);
    }

    private boolean opaque() {
        state = State.OPAQUE;
        return true;
    }

    private boolean pass(int bytes) {
        sink.more(take(bytes));
        return true;
    }

    private Buffer take(int bytes) {
        Buffer taken = unread.getBuffer(0, bytes);
        unread = unread.getBuffer(bytes, unread.length());
        return taken;
    }

    /** -1 where it does not stand within the first {@code most} bytes. */
    private int indexOf(String mark, int most) {
        int last = Math.min(unread.length(), most) - mark.length();
        for (int i = 0; i <= last; i++) {
            if (startsAt(i, mark)) {
                return i;
            }
        }
        return -1;
    }

    private boolean startsAt(int at, String mark) {
        for (int i = 0; i < mark.length(); i++) {
            if (unread.getByte(at + i) != mark.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
