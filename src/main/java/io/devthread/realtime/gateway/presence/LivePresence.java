package io.devthread.realtime.gateway.presence;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.gateway.Connections;
import io.devthread.realtime.gateway.poll.Polls;
import io.devthread.realtime.gateway.presence.Watch.Seat;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.presence.PresenceApi;
import io.devthread.realtime.presence.PresenceApi.Activity;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The presence of a node's users and, for each of them, of those whom they watch. Sessions tell it what happens to
 * connections and polls, on any thread; all else happens on one event loop, that of the caller of {@link #start}.
 */
public final class LivePresence {
    private static final long SECOND = 1_000;

    /** Buckets. Few, as both stores are asked for all users of them together while others wait. */
    private static final int REFRESHED_AT_ONCE = 2;

    /** In the time that a poll counts, one that goes on is told so often. */
    private static final int TOLD_PER_GRACE = 3;

    private final Vertx vertx;
    private final Context context;
    private final Bus bus;
    private final Connections<? extends Viewer> connections;
    private final Settings settings;
    private final Desk desk;
    private final Watches watches = new Watches();
    private final Reporter reporter;
    private final FanOut fanOut;
    private final WatchLists lists;
    private final WatchSpans spans;
    private final Changes changes;
    private final Healing healing;
    private int refreshed;

    /**
     * @param publishEvery a connection is told of changes at most this often
     * @param refreshEvery in this time all users of the node are told of again
     * @param pollGrace how long a poll counts
     */
    public record Settings(Duration publishEvery, Duration refreshEvery, Duration pollGrace) {}

    /** To be made on the event loop on which it is to run. */
    public LivePresence(
            Vertx vertx,
            NodeId node,
            Bus bus,
            Connections<? extends Viewer> connections,
            Polls polls,
            Settings settings,
            MeterRegistry meters,
            Clock clock) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.bus = bus;
        this.connections = connections;
        this.settings = settings;
        this.desk = new Desk(
                task -> context.runOnContext(turn -> task.run()),
                (wait, task) -> vertx.setTimer(Math.max(1, wait.toMillis()), fired -> task.run()));
        this.reporter = new Reporter(
                node,
                this::activity,
                report -> bus.call(PresenceApi.REPORT, report),
                refresh -> bus.call(PresenceApi.REFRESH, refresh),
                desk);
        Questions questions = Questions.over(bus);
        PollNews news = new PollNews(polls::tellNews, clock, desk);
        this.fanOut = new FanOut(this::viewers, new PresenceFrames(clock), news, new FanOutMetrics(meters), desk);
        this.lists = new WatchLists(questions, watches, fanOut, desk);
        this.spans = new WatchSpans(watches, lists, fanOut, news, this::viewers, polls::isIn);
        this.changes = new Changes(watches, settings.publishEvery(), fanOut::changed, System::nanoTime, desk);
        this.healing = new Healing(questions, watches, lists, changes);
    }

    public Future<Void> start() {
        vertx.setPeriodic(
                settings.refreshEvery().toMillis() * REFRESHED_AT_ONCE / ByBucket.BUCKETS, tick -> refreshPart());
        vertx.setPeriodic(SECOND, tick -> {
            healing.second();
            fanOut.settle();
            spans.second();
        });
        vertx.setPeriodic(settings.pollGrace().toMillis() / TOLD_PER_GRACE, tick -> reporter.pollsGoOn());
        return Future.all(bus.listen(PresenceApi.CHANGED, list -> changes.hear(list.items())), lists.listen(bus))
                .mapEmpty();
    }

    /** A connection has got its welcome. */
    public void entered(Viewer viewer) {
        desk.now().execute(() -> {
            reporter.look(viewer.user());
            if (viewer.activity() != Activity.GONE) {
                spans.begin(watches.personal(viewer.user()), viewer);
            }
        });
    }

    /** The connection's activity is another one, or it has gone. */
    public void changed(Viewer viewer) {
        desk.now().execute(() -> {
            reporter.look(viewer.user());
            spans.endUnseen(viewer.user());
        });
    }

    /** A connection has joined the channel of a conversation. */
    public void subscribed(Viewer viewer, ConversationId conversation, UserId partner) {
        desk.now().execute(() -> {
            if (viewers(viewer.user(), channel(conversation)).contains(viewer)) {
                spans.begin(watches.conversation(viewer.user(), new Seat(conversation, partner)), viewer);
            }
        });
    }

    public void unsubscribed(Viewer viewer, ConversationId conversation) {
        desk.now()
                .execute(() -> watches.conversation(viewer.user(), conversation).ifPresent(spans::endIfUnseen));
    }

    /**
     * A long poll of the user waits here now: until 15 s after it has ended, the user counts as there, and until a
     * minute after it is told of others.
     *
     * @param partners in the conversations whose channels it names
     * @param goesOn see {@link io.devthread.realtime.gateway.poll.PollWatcher#begun}
     */
    public void pollBegan(UserId user, Map<ConversationId, UserId> partners, boolean goesOn) {
        desk.now().execute(() -> {
            reporter.pollBegan(user);
            spans.beginForPolls(watches.personal(user), goesOn);
            partners.forEach((conversation, partner) ->
                    spans.beginForPolls(watches.conversation(user, new Seat(conversation, partner)), goesOn));
            spans.endUnseen(user);
        });
    }

    /** See {@link io.devthread.realtime.gateway.poll.PollWatcher#placed}. */
    public void pollPlaced(UserId user) {
        desk.now().execute(() -> spans.placed(user));
    }

    public void pollEnded(UserId user) {
        desk.now().execute(() -> reporter.pollEnded(user));
    }

    /** The user has not polled here for a minute. */
    public void pollForgotten(UserId user) {
        desk.now().execute(() -> spans.endUnseen(user));
    }

    /** Others may have ended what this node had told. */
    public void leaseLost() {
        desk.now().execute(reporter::refreshAll);
    }

    /**
     * The node's clients go elsewhere. They are not told as gone: that they are, follows from the end of the lease when
     * all have left, so even the last to come back elsewhere has the whole debounce for it.
     */
    public void drain() {
        desk.now().execute(reporter::stop);
    }

    private void refreshPart() {
        int to = refreshed + REFRESHED_AT_ONCE;
        reporter.refresh(refreshed, to);
        refreshed = to % ByBucket.BUCKETS;
    }

    private Activity activity(UserId user) {
        Activity best = Activity.GONE;
        for (Viewer viewer : connections.ofUser(user)) {
            best = viewer.activity().compareTo(best) < 0 ? viewer.activity() : best;
        }
        return best;
    }

    private List<? extends Viewer> viewers(Watch watch) {
        return watch.seat()
                .<List<? extends Viewer>>map(seat -> viewers(watch.user(), channel(seat.conversation())))
                .orElseGet(() -> live(connections.ofUser(watch.user())));
    }

    private List<? extends Viewer> viewers(UserId user, String channel) {
        return live(connections.ofUserInChannel(user, channel));
    }

    private static List<? extends Viewer> live(List<? extends Viewer> viewers) {
        return viewers.stream()
                .filter(viewer -> viewer.activity() != Activity.GONE)
                .toList();
    }

    private static String channel(ConversationId conversation) {
        return "conversation:" + conversation;
    }
}
