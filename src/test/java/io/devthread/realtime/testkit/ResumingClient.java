package io.devthread.realtime.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a good client does: it applies durable events, notices that its connection is dead, comes back, and resumes where
 * it stood. It keeps a journal, and every hole and every repeated event that nobody announced.
 */
public final class ResumingClient implements AutoCloseable {
    /** Without a frame for so long it asks, and after twice as long the connection is dead. */
    private static final Duration SILENCE = Duration.ofMillis(700);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);
    private static final Duration COME_BACK = Duration.ofMillis(50);

    private final TestUser user;
    private final List<JsonNode> applied = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final List<String> resumes = new ArrayList<>();
    private final Thread thread;
    private JsonNode welcome = Json.object();
    private String epoch = "";
    private long seq = -1;
    private int announced;
    private volatile RealtimeClient connection;
    private volatile boolean closed;

    /** @param user with the address to go to, perhaps that of a proxy */
    public ResumingClient(TestUser user) {
        this.user = user;
        this.thread = Thread.ofVirtual().start(this::run);
    }

    /** In the order of their arrival. */
    public synchronized List<JsonNode> applied() {
        return List.copyOf(applied);
    }

    /** Holes, repeated events, events of nobody knows where: none may be there. */
    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** The result of each resume. */
    public synchronized List<String> resumes() {
        return List.copyOf(resumes);
    }

    /** How often it was told that continuity was lost: {@code reset} and {@code resync}. */
    public synchronized int announced() {
        return announced;
    }

    public synchronized String epoch() {
        return epoch;
    }

    public synchronized long seq() {
        return seq;
    }

    /** Without a goodbye; it comes back by itself. */
    public void cut() {
        RealtimeClient now = connection;
        if (now != null) {
            now.cut();
        }
    }

    @Override
    public void close() {
        closed = true;
        cut();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try (RealtimeClient opened = seq < 0 ? user.connect() : user.resume(position(), seq)) {
                connection = opened;
                read(opened);
                opened.cut();
            } catch (Exception refused) {
                pause(COME_BACK);
            }
        }
    }

    private JsonNode position() {
        return Json.object().put("session", welcome.path("session").asText()).put("epoch", epoch);
    }

    private void read(RealtimeClient opened) {
        int next = 0;
        long heard = System.nanoTime();
        boolean asked = false;
        while (!closed && !(opened.isClosed() && opened.framesFrom(next).isEmpty())) {
            List<JsonNode> frames = opened.framesFrom(next);
            long silent = System.nanoTime() - heard;
            if (!frames.isEmpty()) {
                frames.forEach(this::apply);
                next += frames.size();
                heard = System.nanoTime();
                asked = false;
            } else if (silent > 2 * SILENCE.toNanos()) {
                return;
            } else if (silent > SILENCE.toNanos() && !asked) {
                asked = true;
                opened.command("system", "ping", Map.of());
            }
            pause(LOOK_AGAIN);
        }
    }

    private synchronized void apply(JsonNode frame) {
        switch (frame.path("event").asText()) {
            case "welcome" -> welcomed(frame.path("data"));
            case "resync" -> lost(frame.path("data"));
            default -> {
                if (frame.has("seq")) {
                    event(frame);
                }
            }
        }
    }

    private void welcomed(JsonNode data) {
        welcome = data;
        JsonNode resume = data.path("resume");
        if (seq < 0) {
            epoch = data.path("epoch").asText();
            seq = data.path("seq").asLong();
            return;
        }
        resumes.add(resume.path("result").asText());
        if (!resume.path("result").asText().equals("full")) {
            lost(data);
        } else if (!data.path("epoch").asText().equals(epoch)) {
            violations.add("full in another epoch: " + data);
        }
    }

    private void lost(JsonNode data) {
        epoch = data.path("epoch").asText();
        seq = data.path("seq").asLong();
        announced++;
    }

    private void event(JsonNode frame) {
        long number = frame.path("seq").asLong();
        if (number != seq + 1) {
            violations.add((number <= seq ? "again " : "hole before ") + number + " after " + seq);
        }
        if (number > seq) {
            seq = number;
            applied.add(frame);
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
