package io.devthread.realtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.messaging.MessagingApi.Conversation;
import io.devthread.realtime.messaging.MessagingApi.Delete;
import io.devthread.realtime.messaging.MessagingApi.Edit;
import io.devthread.realtime.messaging.MessagingApi.History;
import io.devthread.realtime.messaging.MessagingApi.ListConversations;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.Send;
import io.devthread.realtime.messaging.Stage.Process;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Export;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.PostgresText;
import io.devthread.realtime.testkit.RedisText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PersonalDataIT {
    private static final String CANARY = "canary-of-erasure";

    private Stage stage;
    private Process process;
    private UserId alice;
    private UserId bob;
    private UserId carol;
    private ConversationId talk;

    @BeforeEach
    void start() {
        stage = new Stage();
        process = stage.deliveringProcess();
        alice = stage.user("alice");
        bob = stage.user("bob");
        carol = stage.user("carol");
        talk = process.open(alice, bob);
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void everyConversationIsExportedWholeInPagesAndNobodyElses() {
        send(alice, talk, 450);
        ConversationId other = process.open(carol, alice);
        process.sent(Stage.send(carol, other, "hello alice"));
        process.sent(Stage.send(bob, process.open(bob, carol), "not for alice"));
        process.open(alice, stage.user("silent"));

        List<JsonNode> parts = export(alice);

        assertThat(parts).allMatch(part -> part.path("messages").size() <= PersonalData.PAGE);
        assertThat(seqs(parts, talk))
                .isEqualTo(LongStream.rangeClosed(1, 450).boxed().toList());
        assertThat(seqs(parts, other)).containsExactly(1L);
        assertThat(parts.stream().map(part -> part.path("id").asText()).distinct())
                .hasSize(3);
        assertThat(parts.toString())
                .contains("hello alice", "\"username\":\"carol\"")
                .doesNotContain("not for alice");
    }

    @Test
    void whatWasErasedStandsNowhereAndShowsAsDeletedToThePartnerLive() {
        ConversationId other = process.open(alice, carol);
        for (int i = 0; i < 130; i++) {
            Message sent =
                    process.sent(Stage.send(alice, i % 2 == 0 ? talk : other, CANARY + " " + i, CANARY + "-id-" + i));
            if (i % 10 == 0) {
                process.call(MessagingApi.EDIT, new Edit(alice, sent.id(), CANARY + " edited"));
            }
            if (i % 20 == 0) {
                process.call(MessagingApi.DELETE, new Delete(alice, sent.id()));
            }
        }
        Message kept = process.sent(Stage.send(bob, talk, "mine"));
        process.delivered().clear();

        assertThat(erase(alice)).isEqualTo(130);

        assertThat(PostgresText.containing(stage.config, CANARY)).isEmpty();
        assertThat(RedisText.containing(process.redis(), CANARY)).isEmpty();
        assertThat(history(bob))
                .hasSize(66)
                .filteredOn(message -> !message.deleted())
                .containsExactly(kept);
        assertThat(conversation(bob).unreadCount()).isZero();
        List<DurableEvent> toPartners = process.delivered().stream()
                .filter(event -> !event.user().equals(alice))
                .toList();
        assertThat(toPartners)
                .as("those that were deleted before are not told again")
                .hasSize(123);
        assertThat(toPartners)
                .allSatisfy(event ->
                        assertThat(event.body()).contains("message_deleted").doesNotContain(CANARY));
    }

    @Test
    void anErasureHasNoEndWhileALogMayStillHoldAWordOfIt() {
        Process dying = stage.process;
        dying.sent(Stage.send(alice, talk, CANARY));

        assertThat(dying.call(MessagingApi.ERASE, new Export.Erase(alice, Optional.empty()))
                        .erased())
                .containsEntry("messages", 1L);
        assertThat(dying.call(MessagingApi.ERASE, new Export.Erase(alice, Optional.empty()))
                        .more())
                .isTrue();
        dying.postgres().query("DELETE FROM log_redactions");
        assertThat(dying.call(MessagingApi.ERASE, new Export.Erase(alice, Optional.empty()))
                        .more())
                .isFalse();
    }

    /** What is erased sorts anywhere among the ids that clients choose. */
    @Test
    void whatIsErasedAlreadyIsPassedAndWhatIsSentBehindIsFoundToo() {
        int many = 2 * PersonalData.WINDOW;
        process.postgres().query("""
                        INSERT INTO messages
                            (id, conversation_id, conversation_seq, sender_id, client_message_id, content, sent_at, read_at)
                        SELECT id, $1, 1000000 + n, $2, CASE WHEN n <= $3 THEN id::text ELSE 'z' || n END, '', now(), now()
                        FROM (SELECT n, gen_random_uuid() AS id FROM generate_series(1, $3 + 150) AS n) AS messages
                        """, talk.value(), alice.value(), many);

        Export.Erased batch = new Export.Erased(Map.of(), true);
        int batches = 0;
        long erased = 0;
        while (batch.more() && batches < 100) {
            batch = process.call(MessagingApi.ERASE, new Export.Erase(alice, batch.cursor()));
            erased += batch.erased().get("messages");
            if (++batches == 3) {
                process.sent(Stage.send(alice, talk, CANARY, " behind"));
            }
        }

        assertThat(erased).isEqualTo(151);
        assertThat(PostgresText.containing(stage.config, CANARY)).isEmpty();
    }

    @Test
    void erasingAgainFindsNothing() {
        send(alice, talk, 3);
        erase(alice);
        process.delivered().clear();

        assertThat(erase(alice)).isZero();
        assertThat(process.delivered()).isEmpty();
    }

    @Test
    void aRepeatOfWhatWasErasedSendsNothing() {
        Send send = Stage.send(alice, talk, "text", "c-1");
        Message sent = process.sent(send);
        erase(alice);

        assertThat(process.send(send).repeated()).isTrue();
        assertThat(process.sent(send)).returns(sent.id(), Message::id).returns(true, Message::deleted);
        assertThat(history(bob)).hasSize(1);
    }

    private void send(UserId user, ConversationId conversation, int count) {
        process.send(IntStream.range(0, count)
                        .mapToObj(i -> Stage.send(user, conversation, "text " + i))
                        .toList())
                .await();
    }

    private long erase(UserId user) {
        long erased = 0;
        Export.Erased batch = new Export.Erased(Map.of(), true);
        while (batch.more()) {
            batch = process.call(MessagingApi.ERASE, new Export.Erase(user, batch.cursor()));
            erased += batch.erased().get("messages");
        }
        return erased;
    }

    private List<JsonNode> export(UserId user) {
        List<JsonNode> items = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Export.Page page = process.call(MessagingApi.EXPORT, new Export.Ask(user, cursor));
            items.addAll(page.items());
            cursor = page.next();
        } while (cursor.isPresent());
        return items;
    }

    private static List<Long> seqs(List<JsonNode> parts, ConversationId conversation) {
        List<Long> seqs = new ArrayList<>();
        parts.stream()
                .filter(part -> part.path("id").asText().equals(conversation.toString()))
                .forEach(part -> part.path("messages")
                        .forEach(message ->
                                seqs.add(message.path("conversation_seq").asLong())));
        return seqs;
    }

    private List<Message> history(UserId user) {
        return process.call(
                        MessagingApi.HISTORY,
                        new History(user, talk, Optional.empty(), Optional.empty(), 100, Optional.empty()))
                .items();
    }

    private Conversation conversation(UserId user) {
        return process.call(MessagingApi.CONVERSATIONS, new ListConversations(user, 10, Optional.empty()))
                .items()
                .getFirst();
    }
}
