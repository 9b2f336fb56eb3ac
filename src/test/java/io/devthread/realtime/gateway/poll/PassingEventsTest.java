package io.devthread.realtime.gateway.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.DeliveryApi.EphemeralFrame;
import io.devthread.realtime.delivery.DeliveryApi.News;
import io.devthread.realtime.delivery.DeliveryApi.NewsFrame;
import io.devthread.realtime.delivery.DeliveryApi.SharedFrame;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.polling.PollingApi;
import io.devthread.realtime.polling.PollingApi.Kept;
import io.devthread.realtime.polling.PollingApi.Passing;
import io.devthread.realtime.testkit.Connected;
import io.devthread.realtime.testkit.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PassingEventsTest {
    private static final String BODY = "x".repeat(2_000);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = Bus.on(vertx, Connected.PATIENCE);
    private final List<Passing> asked = new CopyOnWriteArrayList<>();
    private final List<UserId> woken = new CopyOnWriteArrayList<>();
    private final PassingEvents passing = new PassingEvents(bus, woken::add);
    private final List<UserId> many =
            Stream.generate(() -> new UserId(Ids.next())).limit(1_200).toList();
    private final List<UserId> few = many.subList(0, 3);

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void whatManyShareTravelsOnceForHundredsOfThem() {
        serve(Kept.ALL);
        passing.keep(List.of(new SharedFrame(many, "feed", BODY)));
        awaitWoken(many);
        assertThat(asked).hasSize(3);
        assertThat(asked).allSatisfy(part -> assertThat(Json.text(part)).containsOnlyOnce(BODY));
        assertThat(asked)
                .flatExtracting(part -> part.shared().orElseThrow().getFirst().users())
                .containsExactlyInAnyOrderElementsOf(many);
    }

    @Test
    void whatFewShareTravelsTogether() {
        serve(Kept.ALL);
        passing.keep(List.of(new SharedFrame(few, "feed", BODY), new SharedFrame(few, "post:x", "other")));
        awaitWoken(few);
        assertThat(asked).hasSize(1);
    }

    @Test
    void aProcessOfTheVersionBeforeIsToldForEach() {
        serve(new Kept(Optional.empty(), Optional.empty()));
        passing.keep(List.of(new SharedFrame(few, "feed", BODY)));
        awaitWoken(few);
        assertThat(asked.getLast().frames())
                .containsExactlyElementsOf(few.stream()
                        .map(user -> new EphemeralFrame(user, "feed", BODY))
                        .toList());
    }

    @Test
    void newsTravelsForManyTogetherAndNoMoreThanAMessageHolds() {
        serve(Kept.ALL);
        News news = new News("carol", 1, "online", "{}");
        passing.keepNews(many.stream()
                .map(user -> new NewsFrame(user, "user:" + user, "", List.of(news, news), ""))
                .toList());
        awaitWoken(many);
        assertThat(asked).hasSize(Math.ceilDiv(2 * many.size(), PassingEvents.NEWS_PER_CALL));
        assertThat(asked)
                .flatExtracting(part -> part.news().orElseThrow())
                .extracting(NewsFrame::user)
                .containsExactlyInAnyOrderElementsOf(many);
    }

    /** One part of it only: the rest is kept, and whoever brings all of it again is told nothing twice. */
    @Test
    void newsThatMayBeLostIsSaidToBe() {
        bus.serveAsync(PollingApi.KEEP, 10, part -> {
                    asked.add(part);
                    return asked.size() == 1
                            ? Future.failedFuture(Refusal.unavailable("the log"))
                            : Future.succeededFuture(Kept.ALL);
                })
                .await();
        News news = new News("carol", 1, "online", "{}");
        List<NewsFrame> frames = many.stream()
                .map(user -> new NewsFrame(user, "user:" + user, "", List.of(news), ""))
                .toList();
        assertThatThrownBy(() -> passing.keepNews(frames).await()).isInstanceOf(Refusal.class);
        passing.keepNews(frames).await();
    }

    @Test
    void newsThatAProcessOfTheVersionBeforePassesOverIsNotKept() {
        serve(new Kept(Optional.of(true), Optional.empty()));
        News news = new News("carol", 1, "online", "{}");
        var frame = new NewsFrame(few.getFirst(), "user:x", "", List.of(news), "");
        assertThatThrownBy(() -> passing.keepNews(List.of(frame)).await()).isInstanceOf(Refusal.class);
        assertThat(woken).isEmpty();
    }

    @Test
    void ofNothingNobodyIsTold() {
        passing.keep(List.of(new SharedFrame(List.of(), "feed", BODY)));
        passing.keep(List.of());
        passing.keepNews(List.of()).await();
        assertThat(asked).isEmpty();
    }

    private void serve(Kept answer) {
        bus.serveAsync(PollingApi.KEEP, 10, part -> {
                    asked.add(part);
                    return Future.succeededFuture(answer);
                })
                .await();
    }

    private void awaitWoken(List<UserId> users) {
        Eventually.passes(() -> assertThat(woken).containsExactlyInAnyOrderElementsOf(users));
    }
}
