package io.devthread.realtime.tracing;

/** The names of all spans and their attributes; docs/operate.md says what each means. */
public final class SpanNames {
    /** The door: a command of a socket, or of a client that polls. */
    public static final String SEND_MESSAGE = "message/send_message";

    /** The door: over HTTP. */
    public static final String POST_MESSAGE = "POST /api/v1/conversations/:id/messages";

    /** The door: over HTTP. */
    public static final String POST_EVENTS = "POST /api/v1/realtime/events";

    /** Messaging has it, until it is answered. */
    public static final String SEND = "devthread.messaging.send";

    /** Notification has it, until it is answered. */
    public static final String EVENTS = "devthread.events";

    /** One transaction, with its COMMIT. */
    public static final String COMMIT = "postgres.commit";

    /** The append to one person's log. */
    public static final String LOG = "delivery.log";

    /** A gateway has heard of it. */
    public static final String WAKE = "gateway.wake";

    /** Given to the socket of one connection. */
    public static final String WRITE = "frame.write";

    /** From there until the client has confirmed it. */
    public static final String CONFIRM = "client.confirm";

    public static final String USER = "devthread.user";
    public static final String CONVERSATION = "devthread.conversation";
    public static final String MESSAGE = "devthread.message";
    public static final String DOMAIN_EVENT = "devthread.domain_event";
    public static final String EVENT = "devthread.event";
    public static final String CONNECTION = "devthread.connection";
    public static final String SEQ = "devthread.seq";

    /** How many requests one transaction wrote. */
    public static final String BATCH = "devthread.batch";

    /** What came of an append: {@code logged}, {@code repeated}, {@code hole} or {@code unproven}. */
    public static final String OUTCOME = "devthread.outcome";

    /** OpenTelemetry's own: the code of a refusal, or the class of what was thrown. */
    public static final String ERROR = "error.type";

    private SpanNames() {}
}
