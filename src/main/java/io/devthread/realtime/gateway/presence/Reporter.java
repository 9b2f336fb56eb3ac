package io.devthread.realtime.gateway.presence;

import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Backoff;
import io.devthread.realtime.presence.PresenceApi.Activity;
import io.devthread.realtime.presence.PresenceApi.Connected;
import io.devthread.realtime.presence.PresenceApi.Refresh;
import io.devthread.realtime.presence.PresenceApi.Report;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells presence who is connected to this node. One call is on its way at a time; whoever changes meanwhile, and for a
 * moment after it, is told of in the next, as it is by then. A call that fails is made again, with growing pauses; who
 * finds no room to wait is told of by the refresh, which goes through all users in turn.
 *
 * <p>Per connection nothing is kept, per user its activity as last told. On the desk's event loop.
 */
final class Reporter {
    static final int MAX_BATCH = 500;
    static final int MAX_WAITING = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);

    private final NodeId node;
    private final Function<UserId, Activity> activityOf;
    private final Function<Report, Future<?>> report;
    private final Function<Refresh, Future<?>> refresh;
    private final Desk desk;
    private final ByBucket<Activity> connected = new ByBucket<>();
    private final Map<UserId, Integer> polls = new HashMap<>();
    /**
     * Of whom to tell, and what: {@code POLLING}; and {@code GONE} for a change of the connections, in whose place the
     * activity of that moment is told, or that there is none.
     */
    private final Map<UserId, Set<Activity>> waiting = new LinkedHashMap<>();

    private final BitSet due = new BitSet(ByBucket.BUCKETS);
    private final Backoff backoff = new Backoff();
    private boolean busy;
    private boolean stopped;
    private long number;

    /**
     * @param activityOf the best of a user's connections
     * @param report see {@link io.devthread.realtime.presence.PresenceApi#REPORT}
     * @param refresh see {@link io.devthread.realtime.presence.PresenceApi#REFRESH}
     */
    Reporter(
            NodeId node,
            Function<UserId, Activity> activityOf,
            Function<Report, Future<?>> report,
            Function<Refresh, Future<?>> refresh,
            Desk desk) {
        this.node = node;
        this.activityOf = activityOf;
        this.report = report;
        this.refresh = refresh;
        this.desk = desk;
    }

    /** A connection of the user has come or gone, or its activity is another. */
    void look(UserId user) {
        Activity now = activityOf.apply(user);
        Activity told = connected.find(user).orElse(Activity.GONE);
        if (now == told) {
            return;
        }
        if (now == Activity.GONE) {
            connected.remove(user);
        } else {
            connected.put(user, now);
        }
        tell(user, polls.containsKey(user) ? EnumSet.of(Activity.POLLING, Activity.GONE) : EnumSet.of(Activity.GONE));
    }

    void pollBegan(UserId user) {
        polls.merge(user, 1, Integer::sum);
        tell(user, EnumSet.of(Activity.POLLING));
    }

    void pollEnded(UserId user) {
        polls.computeIfPresent(user, (known, open) -> open > 1 ? open - 1 : null);
        tell(user, EnumSet.of(Activity.POLLING));
    }

    /** Those whose poll takes longer than one counts: to be called several times in that time. */
    void pollsGoOn() {
        polls.keySet().forEach(user -> tell(user, EnumSet.of(Activity.POLLING)));
    }

    /** To tell of all users of some buckets again. */
    void refresh(int from, int to) {
        due.set(from, to);
        next();
    }

    void refreshAll() {
        refresh(0, ByBucket.BUCKETS);
    }

    /** From now on nothing is told: what becomes of the users is left to the end of the node's lease. */
    void stop() {
        stopped = true;
    }

    private void tell(UserId user, Set<Activity> activities) {
        put(user, activities);
        next();
    }

    private void put(UserId user, Set<Activity> activities) {
        if (waiting.size() < MAX_WAITING || waiting.containsKey(user)) {
            waiting.computeIfAbsent(user, first -> EnumSet.noneOf(Activity.class))
                    .addAll(activities);
        }
    }

    private void next() {
        if (busy || stopped) {
            return;
        }
        if (!waiting.isEmpty()) {
            Map<UserId, Set<Activity>> batch = takeBatch();
            call(report.apply(new Report(node, ++number, users(batch))), () -> batch.forEach(this::put));
        } else if (!due.isEmpty()) {
            BitSet batch = takeBuckets();
            call(refresh.apply(new Refresh(node, ++number, buckets(batch), users(batch))), () -> due.or(batch));
        }
    }

    private void call(Future<?> answer, Runnable failed) {
        busy = true;
        answer.onComplete(
                noted -> desk.now().execute(this::noted), thrown -> desk.now().execute(() -> {
                    failed.run();
                    putOff(thrown);
                }));
    }

    private void noted() {
        backoff.reset();
        desk.gather(waiting.size() >= MAX_BATCH || !due.isEmpty(), this::goOn);
    }

    private void goOn() {
        busy = false;
        next();
    }

    private void putOff(Throwable thrown) {
        if (backoff.isFirst()) {
            LOG.warn("presence.report put_off cause={}", thrown.toString());
        }
        desk.later().accept(backoff.next(), this::goOn);
    }

    private Map<UserId, Set<Activity>> takeBatch() {
        Map<UserId, Set<Activity>> batch = new HashMap<>();
        Iterator<Map.Entry<UserId, Set<Activity>>> oldest = waiting.entrySet().iterator();
        while (batch.size() < MAX_BATCH && oldest.hasNext()) {
            Map.Entry<UserId, Set<Activity>> entry = oldest.next();
            batch.put(entry.getKey(), entry.getValue());
            oldest.remove();
        }
        return batch;
    }

    /** At least one, and no more than make a batch. */
    private BitSet takeBuckets() {
        BitSet taken = new BitSet();
        int users = 0;
        for (int bucket = due.nextSetBit(0); bucket >= 0; bucket = due.nextSetBit(bucket + 1)) {
            users += connected.bucket(bucket).size();
            if (users > MAX_BATCH && !taken.isEmpty()) {
                break;
            }
            taken.set(bucket);
        }
        due.andNot(taken);
        return taken;
    }

    /**
     * In the order of {@link Activity}. A presence process of the version before takes only the first entry of a user:
     * that is the one with which the user counts as there for longer.
     */
    private List<Connected> users(Map<UserId, Set<Activity>> batch) {
        List<Connected> users = new ArrayList<>(batch.size());
        batch.forEach((user, activities) -> {
            Set<Activity> all = EnumSet.copyOf(activities);
            connected.find(user).ifPresent(activity -> {
                all.remove(Activity.GONE);
                all.add(activity);
            });
            all.forEach(activity -> users.add(new Connected(user, activity)));
        });
        return users;
    }

    private List<Connected> users(BitSet buckets) {
        List<Connected> users = new ArrayList<>();
        buckets.stream()
                .forEach(bucket ->
                        connected.bucket(bucket).forEach((user, activity) -> users.add(new Connected(user, activity))));
        return users;
    }

    private static List<Integer> buckets(BitSet buckets) {
        return buckets.stream().boxed().toList();
    }
}
