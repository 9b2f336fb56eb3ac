package io.devthread.realtime.gateway;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.platform.MetricNames;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Who is let in, and when the others come back: so that a process that dies, and sends its 15,000 clients to the next
 * within a second, does not take that one along, nor the time of those who are inside it.
 *
 * <p>A bucket of tokens, one for each connection that gets an entry in the directory, fills at the {@link Pace} at which
 * those inside hardly feel it. Beside it stands a bound on entries that wait for Redis. Who comes faster waits a moment,
 * unread ({@code WaitingRoom}). Each refused client is given a time of its own to come back, one behind the other at the
 * pace of now, so that the crowd comes as it can be taken and nobody has to guess.
 *
 * <p>On a normal day nothing of this shows. From any thread.
 */
public final class Admission {
    static final Duration SHORTEST_WAIT = Duration.ofMillis(200);
    /** For Redis to come back. */
    static final Duration FAILED_WAIT = Duration.ofSeconds(1);

    static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** To be told when to come back costs less than a tenth of being let in: so many for each that is let in. */
    public static final int TOLD = 2;

    private static final String ANY_ADDRESS = "";
    private static final long LOOK_MILLIS = 10;

    /** Those who come back are asked to come at a little less than the pace, so that there is room for others. */
    private static final double PROMISED = 0.9;

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final double NANOS = SECOND.toNanos();

    private final AdmissionConfig config;
    private final LongSupplier nanoTime;
    private final Pace pace;
    private final AtomicInteger entering = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private final Map<String, Integer> openByAddress = new HashMap<>();
    private int open;
    private int waiting;
    private double tokens;
    private double readTokens;
    private double toldTokens;
    private long filledNanos;
    private long promisedNanos;
    private volatile boolean draining;

    public Admission(AdmissionConfig config) {
        this(config, System::nanoTime);
    }

    /** @param nanoTime as {@link System#nanoTime} */
    public Admission(AdmissionConfig config, LongSupplier nanoTime) {
        this.config = config;
        this.nanoTime = nanoTime;
        this.pace = new Pace(nanoTime);
        this.tokens = config.burst();
        this.readTokens = mostRead();
        this.filledNanos = nanoTime.getAsLong();
        this.promisedNanos = filledNanos;
    }

    /** For operators. */
    public void measure(MeterRegistry registry) {
        FunctionCounter.builder(MetricNames.ADMISSION_REFUSED, refused, LongAdder::doubleValue)
                .register(registry);
        Gauge.builder(MetricNames.ADMISSION_OPEN, this::open).register(registry);
        Gauge.builder(MetricNames.ADMISSION_WAITING, this::waiting).register(registry);
        Gauge.builder(MetricNames.ADMISSION_ENTERING, entering::get).register(registry);
        Gauge.builder(MetricNames.ADMISSION_PACE, this::perSecond).register(registry);
    }

    private synchronized int open() {
        return open;
    }

    private synchronized int waiting() {
        return waiting;
    }

    /** To be called on each event loop that serves clients: how late it is sets the pace from now on. */
    public void watch(Vertx vertx) {
        long[] due = {System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)};
        vertx.setPeriodic(LOOK_MILLIS, tick -> {
            long now = System.nanoTime();
            late(now - due[0]);
            due[0] = now + TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);
        });
    }

    /**
     * Whether one more connection may be read now, which counts. The pace is that of those who are let in, at the same
     * time or, where they show their token in the first command, a moment later: so no more are read at once than half
     * of what is let in at once.
     */
    public synchronized boolean mayRead() {
        boolean mayRead = draining || !isShut() && readTokens >= 1;
        if (mayRead) {
            readTokens--;
        }
        return mayRead;
    }

    /** Whether one more of those that find no place may be read now, to be told when to come back; which counts. */
    public synchronized boolean mayTell() {
        fill();
        boolean mayTell = draining || toldTokens >= 1;
        if (mayTell) {
            toldTokens--;
        }
        return mayTell;
    }

    private double mostRead() {
        return Math.max(1, config.burst() / 2.0);
    }

    /** How many connections may wait, so that the last of them waits no longer than allowed. */
    public synchronized int places() {
        return (int) (perSecond() * config.longestWait().toMillis() / SECOND.toMillis());
    }

    /** How long a connection may wait before it is read. */
    public Duration longestWait() {
        return config.longestWait();
    }

    /** So many more wait, or fewer: the pace is theirs first. */
    public synchronized void waiting(int more) {
        waiting += more;
    }

    /**
     * Before anything is done for a newcomer: costs next to nothing, takes nothing.
     *
     * @throws Refusal {@code unavailable} with the time to come back, when it would not be let in now
     */
    public synchronized void check() {
        if (isShut()) {
            throw comeBack();
        }
    }

    /**
     * For one whose token is good: it may now enter the directory.
     *
     * @throws Refusal as {@link #check} does
     */
    public synchronized void admit() {
        check();
        tokens--;
    }

    /**
     * A socket counts from now on.
     *
     * @return what to give to {@link #left} at its end
     * @throws Refusal when there are too many
     */
    public synchronized String arrived(String address) {
        if (open >= config.maxConnections()) {
            throw comeBack();
        }
        String counted = config.perAddress() == 0 ? ANY_ADDRESS : address;
        int here = openByAddress.getOrDefault(counted, 0);
        if (config.perAddress() > 0 && here >= config.perAddress()) {
            refused.increment();
            throw Refusal.retryLater(
                    Failure.TOO_MANY_CONNECTIONS,
                    "at most " + config.perAddress() + " connections from one address",
                    SHORTEST_WAIT);
        }
        open++;
        openByAddress.put(counted, here + 1);
        return counted;
    }

    public synchronized void left(String counted) {
        open--;
        openByAddress.computeIfPresent(counted, (key, here) -> here == 1 ? null : here - 1);
    }

    /** Its entry into the directory has been asked for; to be followed by {@link #entered}, however that ends. */
    public void entering() {
        entering.incrementAndGet();
    }

    public void entered() {
        entering.decrementAndGet();
    }

    /**
     * An entry into the directory has failed, and with it, most likely, those that wait: the pace goes down.
     *
     * @return for its client, with a time of its own to come back
     */
    public synchronized Refusal failed() {
        fill();
        pace.failed();
        promisedNanos = Math.max(promisedNanos, nanoTime.getAsLong() + FAILED_WAIT.toNanos());
        return comeBack();
    }

    /** From now on nobody is let in here. */
    public void drain() {
        draining = true;
    }

    public boolean isDraining() {
        return draining;
    }

    /** How many are let in each second, as things stand. */
    public synchronized double perSecond() {
        return config.perSecond() * pace.share();
    }

    synchronized void late(long nanos) {
        fill();
        boolean isCrowd = waiting > 0 || tokens < 1 || promisedNanos > nanoTime.getAsLong();
        pace.look(nanos, isCrowd, open);
    }

    private boolean isShut() {
        fill();
        return draining || tokens < 1 || entering.get() >= config.inFlight();
    }

    private void fill() {
        long now = nanoTime.getAsLong();
        double more = (now - filledNanos) / NANOS * perSecond();
        tokens = Math.min(config.burst(), tokens + more);
        readTokens = Math.min(mostRead(), readTokens + more);
        toldTokens = Math.min(mostRead(), toldTokens + TOLD * more);
        filledNanos = now;
    }

    private Refusal comeBack() {
        refused.increment();
        return Refusal.retryLater(
                Failure.UNAVAILABLE, "too many come at once, try again", draining ? SHORTEST_WAIT : place());
    }

    /** The next place in the row, as long as the row is not absurd; behind it anywhere. */
    private Duration place() {
        long now = nanoTime.getAsLong();
        long waitingNanos = (long) (NANOS * waiting / perSecond());
        promisedNanos = Math.max(promisedNanos, now + SHORTEST_WAIT.toNanos() + waitingNanos);
        promisedNanos += (long) (NANOS / (perSecond() * PROMISED));
        long wait = promisedNanos - now;
        if (wait > LONGEST_WAIT.toNanos()) {
            promisedNanos = now + LONGEST_WAIT.toNanos();
            wait = ThreadLocalRandom.current().nextLong(LONGEST_WAIT.toNanos() / 2, LONGEST_WAIT.toNanos());
        }
        return Duration.ofNanos(wait);
    }
}
