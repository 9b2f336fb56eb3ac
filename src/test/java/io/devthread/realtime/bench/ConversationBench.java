package io.devthread.realtime.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;

/**
 * One person with many long conversations: how long the list and the history take over HTTP. The rows are written
 * straight into the service's database. The baseline of the same run is a call that reads one row.
 *
 * <p>Arguments: base URL, signing key (in the data folder of the service), folder for the report, conversations,
 * messages in each, seconds. Fails when the 99th percentile of a list takes {@link #PROMISED} or more.
 */
public final class ConversationBench {
    /** Below the rate at which one person is refused. */
    private static final int RATE = 40;

    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration PROMISED = Duration.ofMillis(20);

    private static final String CONVERSATIONS = """
            INSERT INTO conversations (id, user_a, user_b, last_seq, unread_a, unread_b, created_at, updated_at)
            SELECT gen_random_uuid(), least(u, p), greatest(u, p), %2$d, 7, 7, now(), now() - n * interval '1 second'
            FROM (SELECT n, '%3$s'::uuid AS u, gen_random_uuid() AS p FROM generate_series(1, %1$d) n) AS pairs
            """;

    private static final String MESSAGES = """
            INSERT INTO messages
                (id, conversation_id, conversation_seq, sender_id, client_message_id, content, sent_at, read_at, read_revealed)
            SELECT gen_random_uuid(), c.id, s, CASE WHEN s % 2 = 0 THEN c.user_a ELSE c.user_b END, c.id || '/' || s,
                   'The build is green again, have a look when you can.', c.updated_at, c.updated_at, true
            FROM conversations c, generate_series(1, (SELECT max(last_seq) FROM conversations)) s
            """;

    private final Load load = new Load();
    private final Histogram baseline = Load.histogram();
    private final Histogram fifty = Load.histogram();
    private final Histogram hundred = Load.histogram();
    private final Histogram history = Load.histogram();
    private final AtomicInteger answered = new AtomicInteger();
    private final BenchClient person;
    private final String talk;

    private record Question(String path, Histogram answers) {}

    private ConversationBench(BenchClient person, String talk) {
        this.person = person;
        this.talk = talk;
    }

    public static void main(String[] args) throws IOException, SQLException {
        int conversations = Integer.parseInt(args[3]);
        int messages = Integer.parseInt(args[4]);
        Duration duration = Duration.ofSeconds(Long.parseLong(args[5]));
        Path key = Path.of(args[1]);
        BenchClient person = new People(URI.create(args[0]), key)
                .connected(1, (frame, nanos) -> {})
                .getFirst();
        fill(key.getParent().resolveSibling("postgres"), person.user(), conversations, messages);
        ConversationBench bench = new ConversationBench(person, first(person));
        int asked = bench.run(duration);
        Report report = new Report("conversations", 1, RATE, duration)
                .counting("conversations", conversations)
                .counting("messages in each", messages)
                .counting("asked", asked)
                .with("unread count (baseline)", bench.baseline)
                .with("list of 50", bench.fifty)
                .with("list of 100", bench.hundred)
                .with("history of 50", bench.history);
        report.print(System.out);
        report.write(Path.of(args[2]), "conversations");
        long slowest = Math.max(bench.fifty.getValueAtPercentile(99), bench.hundred.getValueAtPercentile(99));
        System.exit(slowest < PROMISED.toNanos() / 1_000 ? 0 : 1);
    }

    /** Where the service keeps its database the postmaster says its port, in the fourth line. */
    private static void fill(Path postgres, UserId person, int conversations, int messages)
            throws IOException, SQLException {
        List<String> postmaster = Files.readAllLines(postgres.resolve("postmaster.pid"));
        String url = "jdbc:postgresql://127.0.0.1:" + postmaster.get(3).strip() + "/devthread";
        try (Connection connection = DriverManager.getConnection(url, "devthread", "devthread");
                Statement statement = connection.createStatement()) {
            statement.execute(CONVERSATIONS.formatted(conversations, messages, person));
            statement.execute(MESSAGES);
            statement.execute("VACUUM ANALYZE conversations, messages");
        }
    }

    private static String first(BenchClient person) {
        JsonNode page = Json.read(person.get("/api/v1/conversations").join().body(), JsonNode.class);
        return page.at("/items/0/id").asText();
    }

    /** @return questions asked after the warm-up */
    private int run(Duration duration) {
        int warm = load.run(0, RATE, WARM_UP, this::ask);
        Load.await(() -> answered.get() == warm);
        answered.set(0);
        List.of(baseline, fifty, hundred, history).forEach(Histogram::reset);
        int asked = load.run(warm, RATE, duration, this::ask);
        Load.await(() -> answered.get() == asked);
        return asked;
    }

    private void ask(int number) {
        Question question =
                switch (number % 4) {
                    case 0 -> new Question("/api/v1/notifications/unread-count", baseline);
                    case 1 -> new Question("/api/v1/conversations?limit=50", fifty);
                    case 2 -> new Question("/api/v1/conversations?limit=100", hundred);
                    default -> new Question("/api/v1/conversations/" + talk + "/messages?limit=50", history);
                };
        String key = "q" + number;
        load.started(key);
        person.get(question.path()).thenRun(() -> {
            load.arrived(key, System.nanoTime(), question.answers());
            answered.incrementAndGet();
        });
    }
}
