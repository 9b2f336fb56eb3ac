package io.devthread.realtime.delivery;

import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The text of a server frame from {@code "type"} on. Version and seq stand before it and are joined by
 * {@link #frame}, so that a frame is encoded once, stored in the log without its seq, and never parsed again on its
 * way to a socket.
 */
public final class FrameBody {
    private static final String VERSION = "{\"v\":1,";

    /** The event's own id is the first one in a body. */
    private static final Pattern ID = Pattern.compile("\"id\":\"[0-9a-f-]+\"");

    private static final String NO_CHANNEL = "\"channel\":\"\"";
    private static final String NO_DATA = "\"data\":\"\"";

    private FrameBody() {}

    /** A durable event for one person. {@code data} is any record of a contract. */
    public static String durable(String type, String event, UUID id, UserId user, Object data, Instant timestamp) {
        return body(new Event(type, event, id, "user:" + user, data, timestamp.toEpochMilli()));
    }

    /** An event without a place in a log, for whoever is subscribed to the channel now. */
    public static String ephemeral(String type, String event, UUID id, String channel, Object data, Instant timestamp) {
        return body(new Event(type, event, id, channel, data, timestamp.toEpochMilli()));
    }

    /** The same body as that of another event; as {@code log_body_of} in {@code delivery_log.lua}. */
    static String withId(String body, UUID id) {
        return ID.matcher(body).replaceFirst("\"id\":\"" + id + "\"");
    }

    /** The same ephemeral event for many people, each over a channel of its own. */
    public static Shared shared(String type, String event, UUID id, Object data, Instant timestamp) {
        String frame = frame(ephemeral(type, event, id, "", data, timestamp));
        // Of what stands before it nothing comes from outside.
        int channel = frame.indexOf(NO_CHANNEL) + NO_CHANNEL.length() - 1;
        return new Shared(frame.substring(0, channel), frame.substring(channel));
    }

    /** The body of an ephemeral event whose data is put together elsewhere. */
    public static Around around(String type, String event, UUID id, String channel, Instant timestamp) {
        String body = ephemeral(type, event, id, channel, "", timestamp);
        // Of what stands before it nothing comes from outside.
        int data = body.indexOf(NO_DATA) + NO_DATA.length() - 2;
        return new Around(body.substring(0, data), body.substring(data + 2));
    }

    /** What stands before the data and after it. */
    public record Around(String before, String after) {}

    /** Whole frames that are encoded once, all but the name of the channel. */
    public record Shared(String before, String after) {
        public String on(String channel) {
            return before + channel + after;
        }
    }

    /** The whole frame of a durable event. */
    public static String frame(long seq, String body) {
        return VERSION + "\"seq\":" + seq + "," + body;
    }

    /** When a whole frame's event was made, in Unix ms: the number at its end. 0 for a frame that does not end so. */
    public static long timestamp(String frame) {
        long millis = 0;
        long unit = 1;
        for (int i = frame.length() - 2; i >= 0 && frame.charAt(i) >= '0' && frame.charAt(i) <= '9'; i--) {
            millis += unit * (frame.charAt(i) - '0');
            unit *= 10;
        }
        return millis;
    }

    /** The whole frame of anything without a seq: {@code body} is that of {@link #body(Object)}. */
    public static String frame(String body) {
        return VERSION + body;
    }

    /** Encodes a record whose JSON is an object with at least one field, without the opening brace. */
    public static String body(Object record) {
        return Json.text(record).substring(1);
    }

    private record Event(String type, String event, UUID id, String channel, Object data, long timestamp) {}
}
