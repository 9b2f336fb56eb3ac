package io.devthread.realtime.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.messaging.MessagingApi;
import io.devthread.realtime.messaging.MessagingApi.Participants;
import io.devthread.realtime.messaging.MessagingApi.Participation;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.Connected;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChannelRightsTest {
    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = Bus.on(vertx, Connected.PATIENCE);
    private final UserId alice = new UserId(Ids.next());
    private final List<ConversationId> conversations =
            Stream.generate(() -> new ConversationId(Ids.next())).limit(3).toList();
    private final List<UserId> partners =
            Stream.generate(() -> new UserId(Ids.next())).limit(3).toList();
    private final List<Participation> asked = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void manyConversationsAreOneQuestion() {
        serve(asking -> new Participants(
                users(asking.conversationId()),
                asking.further().map(some -> some.stream().map(this::users).toList())));
        assertPartners();
        assertThat(asked).hasSize(1);
    }

    @Test
    void aProcessOfTheVersionBeforeIsAskedForEach() {
        serve(asking -> new Participants(users(asking.conversationId())));
        assertPartners();
        assertThat(asked).extracting(Participation::conversationId).containsExactlyInAnyOrderElementsOf(conversations);
    }

    @Test
    void nobodyIsAskedForWhatEverybodyMaySubscribeTo() {
        assertThat(check(List.of(new Channel.Feed(), new Channel.Personal(alice)))
                        .await())
                .isEmpty();
        assertThatThrownBy(check(List.of(new Channel.Personal(partners.getFirst())))::await)
                .hasMessageContaining("not yours");
    }

    private void serve(Function<Participation, Participants> answer) {
        bus.serveAsync(MessagingApi.PARTICIPANTS, 10, asking -> {
                    asked.add(asking);
                    return Future.succeededFuture(answer.apply(asking));
                })
                .await();
    }

    private List<UserId> users(ConversationId conversation) {
        return List.of(alice, partners.get(conversations.indexOf(conversation)));
    }

    private void assertPartners() {
        List<Channel> channels = Stream.concat(
                        Stream.of(new Channel.Feed()), conversations.stream().<Channel>map(Channel.Conversation::new))
                .toList();
        Map<ConversationId, UserId> found = check(channels).await();
        assertThat(found).hasSize(3);
        IntStream.range(0, 3).forEach(i -> assertThat(found).containsEntry(conversations.get(i), partners.get(i)));
    }

    private Future<Map<ConversationId, UserId>> check(List<Channel> channels) {
        return new ChannelRights(bus).checkAll(alice, channels);
    }
}
