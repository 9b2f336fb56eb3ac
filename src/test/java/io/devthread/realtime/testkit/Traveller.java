package io.devthread.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A client that does as it is told: when its server drains, it waits as long as that said and resumes elsewhere; where
 * more has happened meanwhile than the log holds, it loads over HTTP what it has missed.
 */
public final class Traveller {
    /**
     * @param missed events between the last one received and the end of the log
     * @param resumed the result
     */
    public record Move(int code, long retryAfterMs, long missed, String resumed) {}

    private final TestUser user;
    private final ServiceAddress next;
    private final Executor threads;
    private final List<JsonNode> before = new CopyOnWriteArrayList<>();
    private final List<JsonNode> loaded = new CopyOnWriteArrayList<>();
    private final List<Move> moves = new CopyOnWriteArrayList<>();
    private volatile RealtimeClient client;
    private volatile boolean closing;

    private Traveller(TestUser user, ServiceAddress next, Executor threads) {
        this.user = user;
        this.next = next;
        this.threads = threads;
    }

    /** Connected where the user is. */
    public static Traveller at(TestUser user, ServiceAddress next, Executor threads) {
        Traveller traveller = new Traveller(user, next, threads);
        traveller.client = user.connect();
        traveller.watch();
        return traveller;
    }

    public TestUser user() {
        return user;
    }

    public RealtimeClient client() {
        return client;
    }

    public List<Move> moves() {
        return moves;
    }

    /** Over all its connections, in the order of arrival. */
    public synchronized List<JsonNode> durable() {
        List<JsonNode> all = new ArrayList<>(before);
        all.addAll(client.durable());
        return all;
    }

    /**
     * In the order of arrival. Twice what came twice over sockets; what was loaded may come over a socket as well, as
     * nobody can tell whether it happened before or after.
     */
    public synchronized List<JsonNode> messages() {
        List<JsonNode> all = messagesIn(before);
        all.addAll(without(all, loaded));
        all.addAll(without(loaded, messagesIn(client.durable())));
        return all;
    }

    private static List<JsonNode> messagesIn(List<JsonNode> events) {
        return events.stream()
                .filter(event -> event.path("event").asText().equals("new_message"))
                .map(event -> event.at("/data/message"))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static List<JsonNode> without(List<JsonNode> known, List<JsonNode> messages) {
        Set<String> ids =
                known.stream().map(message -> message.path("id").asText()).collect(Collectors.toSet());
        return messages.stream()
                .filter(message -> !ids.contains(message.path("id").asText()))
                .toList();
    }

    /** Sends the message again, with the same ids, after each move, until its ack. */
    public void untilAcknowledged(Map<String, String> message) {
        boolean acknowledged = false;
        while (!acknowledged) {
            RealtimeClient now = client;
            acknowledged = acknowledged(now, message);
            if (!acknowledged && now.isClosed()) {
                awaitAnother(now);
            }
        }
    }

    private static boolean acknowledged(RealtimeClient on, Map<String, String> message) {
        try {
            String id = on.command("message", "send_message", message);
            JsonNode reply =
                    on.await("a reply", frame -> frame.path("id").asText().equals(id) || on.isClosed());
            return reply.path("id").asText().equals(id)
                    && reply.path("type").asText().equals("ack");
        } catch (RuntimeException closed) {
            assertThat(on.isClosed()).as("%s", closed).isTrue();
            return false;
        }
    }

    private synchronized void awaitAnother(RealtimeClient old) {
        while (client == old) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    public void close() {
        closing = true;
        client.close();
    }

    private void watch() {
        RealtimeClient now = client;
        now.whenClosed().thenAccept(code -> {
            if (!closing) {
                long wait = now.frames().stream()
                        .filter(frame -> frame.path("event").asText().equals("draining"))
                        .mapToLong(frame -> frame.at("/data/retry_after_ms").asLong())
                        .findFirst()
                        .orElse(0);
                later(wait, () -> move(now, code, wait));
            }
        });
    }

    private void later(long millis, Runnable task) {
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, threads)
                .execute(task);
    }

    private void move(RealtimeClient old, int code, long wait) {
        JsonNode welcome = old.awaitWelcome();
        long seq = old.durable().isEmpty()
                ? welcome.path("seq").asLong()
                : old.durable().getLast().path("seq").asLong();
        RealtimeClient fresh;
        try {
            fresh = user.at(next).resume(welcome, seq);
        } catch (Exception sentAway) {
            // 503: too many come at once.
            later(ThreadLocalRandom.current().nextLong(200, 800), () -> move(old, code, wait));
            return;
        }
        JsonNode first = fresh.await("a first frame", frame -> true);
        if (!first.path("event").asText().equals("welcome")) {
            fresh.close();
            later(first.path("retry_after_ms").asLong(), () -> move(old, code, wait));
            return;
        }
        String resumed = first.at("/data/resume/result").asText();
        long missed = first.at("/data/seq").asLong() - seq;
        List<JsonNode> reloaded = resumed.equals("reset") ? user.at(next).conversationMessages() : List.of();
        synchronized (this) {
            before.addAll(old.durable());
            loaded.addAll(reloaded);
            client = fresh;
            notifyAll();
        }
        moves.add(new Move(code, wait, missed, resumed));
        watch();
    }
}
