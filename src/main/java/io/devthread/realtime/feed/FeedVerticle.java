package io.devthread.realtime.feed;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.feed.FeedStore.Speaking;
import io.devthread.realtime.feed.PostCounts.Counts;
import io.devthread.realtime.gateway.GatewayApi;
import io.devthread.realtime.gateway.GatewayApi.Broadcast;
import io.devthread.realtime.gateway.GatewayApi.ChannelFrame;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.Repeat;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what was accepted, and tells all gateways together what is due, ten times a second, while it speaks for the
 * feed. To be deployed with virtual threads, one instance per process.
 */
public final class FeedVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(FeedVerticle.class);
    private static final long TELL_EVERY_MILLIS = 100;
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final String FEED = "feed";

    private final Bus bus;
    private final FeedConfig config;
    private final Clock clock;
    private final FeedStore store;
    private final Turn turn = new Turn(FeedStore.LEASE);
    private final PostCounts counts;
    private final List<UUID> removed = new ArrayList<>();

    private record PostCountsData(List<Counts> posts) {}

    private record PostRemoved(UUID postId) {}

    public FeedVerticle(Bus bus, Postgres postgres, FeedConfig config, Clock clock) {
        this.bus = bus;
        this.config = config;
        this.clock = clock;
        this.store = new FeedStore(postgres, Ids.next());
        this.counts = new PostCounts(config.countsInterval());
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(TELL_EVERY_MILLIS, tick -> tellChanges());
        Repeat.withPause(vertx, LOOK_EVERY, this::look);
        return bus.listen(NotificationApi.ACCEPTED, this::accepted);
    }

    @Override
    public Future<?> stop() {
        turn.end();
        try {
            store.resign();
        } catch (RuntimeException e) {
            LOG.warn("feed.resign failed cause={}", e.toString());
        }
        return Future.succeededFuture();
    }

    private void accepted(DomainEvent event) {
        event.postId().ifPresent(post -> {
            switch (event.type()) {
                case "post_created" -> {}
                case "post_deleted" -> {
                    counts.deleted(post);
                    removed.add(post);
                }
                default -> counts.changed(post, event.likeCount(), event.commentCount(), event.moment());
            }
        });
    }

    private void look() {
        try {
            speak();
        } catch (Refusal away) {
            LOG.debug("feed.look put_off cause={}", away.toString());
        } catch (RuntimeException e) {
            LOG.error("feed.look failed", e);
        }
    }

    private void speak() {
        long asked = System.nanoTime();
        Optional<Speaking> speaking = store.speak();
        if (speaking.isEmpty()) {
            turn.end();
            return;
        }
        turn.extend(asked);
        speaking.get().untold().ifPresent(this::tell);
        if (speaking.get().waiting()) {
            store.announce(clock.instant(), config.batchInterval(), this::text).ifPresent(this::tell);
        }
    }

    private void tell(String announcement) {
        bus.publish(GatewayApi.BROADCAST, Json.read(announcement, Broadcast.class));
        store.told();
    }

    private String text(Announcement announcement) {
        Instant now = clock.instant();
        List<GatewayApi.Instead> exceptions = announcement.exceptions().stream()
                .map(some -> new GatewayApi.Instead(
                        some.users(), some.update().map(update -> body(FEED, "feed_update", update, now))))
                .toList();
        String forAll = body(FEED, "feed_update", announcement.forAll(), now);
        return Json.text(new Broadcast(List.of(new ChannelFrame(FEED, forAll, exceptions))));
    }

    private void tellChanges() {
        Instant now = clock.instant();
        turn.tell(changes(now), now).ifPresent(frames -> bus.publish(GatewayApi.BROADCAST, new Broadcast(frames)));
    }

    private List<ChannelFrame> changes(Instant now) {
        List<ChannelFrame> frames = new ArrayList<>();
        for (UUID post : removed) {
            frames.add(frame(FEED, "post_removed", new PostRemoved(post), now));
            frames.add(frame("post:" + post, "post_removed", new PostRemoved(post), now));
        }
        removed.clear();
        for (Counts changed : counts.due(now)) {
            PostCountsData data = new PostCountsData(List.of(changed));
            frames.add(frame("post:" + changed.postId(), "post_counts", data, now));
        }
        return frames;
    }

    private static ChannelFrame frame(String channel, String event, Object data, Instant now) {
        return new ChannelFrame(channel, body(channel, event, data, now));
    }

    private static String body(String channel, String event, Object data, Instant now) {
        return FrameBody.ephemeral(FEED, event, Ids.next(), channel, data, now);
    }
}
