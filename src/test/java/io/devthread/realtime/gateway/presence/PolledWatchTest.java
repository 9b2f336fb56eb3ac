package io.devthread.realtime.gateway.presence;

import static io.devthread.realtime.gateway.presence.PresenceByHand.shown;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.DeliveryApi.News;
import io.devthread.realtime.delivery.DeliveryApi.NewsFrame;
import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.gateway.presence.Watch.Seat;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.presence.PresenceApi.Shown;
import io.devthread.realtime.testkit.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bob, who has no connection, polls; he follows Alice and Carol, and Alice is his partner in a conversation. */
class PolledWatchTest {
    private final UserId alice = new UserId(Ids.next());
    private final UserId bob = new UserId(Ids.next());
    private final UserId carol = new UserId(Ids.next());
    private final ConversationId conversation = new ConversationId(Ids.next());
    private final String personal = "user:" + bob;
    private final String seat = "conversation:" + conversation;
    private final PresenceByHand presence = new PresenceByHand();
    private final Set<String> polled = new HashSet<>();
    private final List<NewsFrame> told = new ArrayList<>();
    private final HandDesk hand = new HandDesk();
    private final Watches watches = new Watches();
    private boolean away;
    private boolean goesOn;
    private final PollNews news = new PollNews(this::keep, Clock.systemUTC(), hand.desk);
    private final FanOut fanOut = new FanOut(
            watch -> List.of(),
            new PresenceFrames(Clock.systemUTC()),
            news,
            new FanOutMetrics(new SimpleMeterRegistry()),
            hand.desk);
    private final WatchLists lists = new WatchLists(presence, watches, fanOut, hand.desk);
    private final WatchSpans spans = new WatchSpans(
            watches, lists, fanOut, news, watch -> List.of(), (user, channel) -> polled.contains(channel));
    private final Changes changes = new Changes(watches, Duration.ZERO, fanOut::changed, System::nanoTime, hand.desk);

    @BeforeEach
    void aliceIsThere() {
        presence.follows.put(bob, List.of(alice, carol));
        presence.present.put(alice, shown(alice, "online", 1));
    }

    @Test
    void theFirstPollIsToldWhoIsThereAndThenWhatChanges() {
        poll();
        assertThat(told()).containsExactly(personal + " presence_changed " + alice + " online");
        hear(shown(carol, "busy", 2));
        assertThat(told()).last().isEqualTo(personal + " presence_changed " + carol + " busy");
        hear(shown(alice, "away", 3), shown(carol, "away", 4));
        assertThat(told()).last().isEqualTo(personal + " presence_state " + alice + " away " + carol + " away");
    }

    @Test
    void aFurtherPollIsNotToldAgain() {
        poll();
        poll();
        assertThat(told()).hasSize(1);
    }

    /** Where it polled before, Carol may have been online. */
    @Test
    void whoGoesOnIsToldWhoIsOfflineToo() {
        goesOn = true;
        poll();
        assertThat(told()).containsExactly(personal + " presence_state " + alice + " online " + carol + " offline");
        poll();
        spans.placed(bob);
        spans.second();
        hand.run();
        assertThat(told()).hasSize(2).last().isEqualTo(personal + " presence_changed " + alice + " online");
    }

    @Test
    void anotherDeviceThatBeginsIsToldOnce() {
        poll();
        spans.placed(bob);
        spans.placed(bob);
        for (int second = 0; second < 2; second++) {
            spans.second();
            hand.run();
        }
        assertThat(told()).hasSize(2).containsOnly(personal + " presence_changed " + alice + " online");
    }

    /** Of whom nothing is known yet, nothing may be told. */
    @Test
    void aWatchThatIsNotReadyTellsOnlyThen() {
        Promise<List<Shown>> found = Promise.promise();
        presence.held = Optional.of(found);
        polled.add(seat);
        spans.beginForPolls(watches.conversation(bob, new Seat(conversation, alice)), false);
        spans.placed(bob);
        spans.second();
        hand.run();
        assertThat(told).isEmpty();
        found.complete(List.of(shown(alice, "online", 1)));
        hand.run();
        assertThat(told()).containsExactly(seat + " presence_changed " + alice + " online");
    }

    @Test
    void whatIsToldCarriesItsVersionAndTheSameStateTheSameWords() {
        poll();
        hear(shown(alice, "busy", 7));
        News one = told.getLast().news().getFirst();
        assertThat(one.of()).isEqualTo(alice.toString());
        assertThat(one.version()).isEqualTo(7);
        assertThat(one.state()).isEqualTo("busy");
        hear(new Shown(alice, "offline", Optional.of(Instant.ofEpochMilli(1_764_000_000_000L)), 8));
        assertThat(told.getLast().news().getFirst().state())
                .as("not as one who has vanished")
                .isEqualTo("offline 1764000000000");
    }

    @Test
    void thePartnerIsToldWhereThePollNamesTheConversation() {
        poll(seat);
        assertThat(told()).contains(seat + " presence_changed " + alice + " online");
        hear(shown(alice, "busy", 2));
        assertThat(told())
                .contains(seat + " presence_changed " + alice + " busy")
                .contains(personal + " presence_changed " + alice + " busy");
        assertThat(told.stream().map(frame -> frame.news().getFirst().of()).collect(Collectors.toSet()))
                .as("one over each channel")
                .containsExactlyInAnyOrder(alice.toString(), seat);
    }

    @Test
    void whenTheNextPollDoesNotNameTheConversationOnlyItsWatchEnds() {
        poll(seat);
        told.clear();
        poll();
        hear(shown(alice, "busy", 2));
        assertThat(told()).containsExactly(personal + " presence_changed " + alice + " busy");
    }

    @Test
    void whoDoesNotPollAnyMoreWatchesNobody() {
        poll(seat);
        assertThat(watches.peopleCount()).isEqualTo(2);
        polled.clear();
        spans.endUnseen(bob);
        assertThat(watches.of(bob)).isEmpty();
        assertThat(watches.peopleCount()).isZero();
    }

    @Test
    void whoComesBackAfterThatIsToldAnew() {
        poll();
        polled.clear();
        spans.endUnseen(bob);
        poll();
        assertThat(told()).hasSize(2);
    }

    @Test
    void aConnectionThatEndsLeavesTheWatchToThePolls() {
        poll();
        spans.endUnseen(bob);
        assertThat(watches.of(bob)).hasSize(1);
    }

    @Test
    void whatAConnectionWasToldIsNewsToPolls() {
        lists.ask(watches.personal(bob));
        hand.run();
        assertThat(told).isEmpty();
        poll();
        assertThat(told()).containsExactly(personal + " presence_changed " + alice + " online");
    }

    /** Whom it does not watch any more would look offline. */
    @Test
    void aWatchThatHasEndedTellsNothingMore() {
        poll();
        told.clear();
        changes.hear(List.of(shown(alice, "busy", 2)));
        polled.clear();
        spans.endUnseen(bob);
        hand.run();
        assertThat(told).isEmpty();
    }

    @Test
    void whatCouldNotBeKeptIsToldAgainAsItIsThen() {
        poll();
        away = true;
        hear(shown(carol, "busy", 2));
        hear(shown(carol, "away", 3));
        assertThat(told()).hasSize(1);
        away = false;
        hand.fireTimers();
        assertThat(told()).hasSize(2).last().isEqualTo(personal + " presence_changed " + carol + " away");
    }

    @Test
    void thoseWhoAreMoreThanOneFrameHoldsComeInSeveral() {
        List<UserId> many = someone(PresenceFrames.MOST + 1);
        presence.follows.put(bob, many);
        many.forEach(person -> presence.present.put(person, shown(person, "online", 1)));
        poll();
        assertThat(told.stream().map(frame -> frame.news().size())).containsExactly(PresenceFrames.MOST, 1);
    }

    @Test
    void allWhoPollAreServedHoweverMany() {
        List<UserId> all = someone(2_500);
        for (UserId user : all) {
            presence.follows.put(user, List.of(alice));
            polled.add("user:" + user);
            spans.beginForPolls(watches.personal(user), false);
        }
        Eventually.holds("all are watched for", () -> {
            hand.fireTimers();
            return told.size() == all.size();
        });
        told.clear();
        hear(shown(alice, "busy", 2));
        assertThat(told.stream().map(NewsFrame::user)).containsExactlyInAnyOrderElementsOf(all);
    }

    private Future<?> keep(List<NewsFrame> frames) {
        if (away) {
            return Future.failedFuture(Refusal.unavailable("polling"));
        }
        told.addAll(frames);
        return Future.succeededFuture();
    }

    private static List<UserId> someone(int count) {
        return Stream.generate(() -> new UserId(Ids.next())).limit(count).toList();
    }

    /** As a gateway does at the beginning of each poll. */
    private void poll(String... channels) {
        polled.clear();
        polled.add(personal);
        polled.addAll(List.of(channels));
        spans.beginForPolls(watches.personal(bob), goesOn);
        Stream.of(channels)
                .forEach(
                        named -> spans.beginForPolls(watches.conversation(bob, new Seat(conversation, alice)), goesOn));
        spans.endUnseen(bob);
        hand.run();
        hand.fireTimers();
    }

    private void hear(Shown... shown) {
        changes.hear(List.of(shown));
        hand.run();
        hand.fireTimers();
    }

    /** Each frame as "channel event user status user status …". */
    private List<String> told() {
        return told.stream().map(PolledWatchTest::words).toList();
    }

    private static String words(NewsFrame told) {
        String texts = told.news().stream().map(News::text).collect(Collectors.joining(","));
        JsonNode frame = Json.read(
                FrameBody.frame(told.before() + texts + told.after()).getBytes(StandardCharsets.UTF_8), JsonNode.class);
        return frame.path("channel").asText() + " " + PresenceByHand.words(frame);
    }
}
