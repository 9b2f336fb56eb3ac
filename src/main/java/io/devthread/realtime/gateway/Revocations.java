package io.devthread.realtime.gateway;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.notification.NotificationApi.Revocation;
import io.devthread.realtime.notification.NotificationApi.RevocationsSince;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose tokens are refused although they are not yet expired: one copy per process, of the list that notification
 * keeps. A new entry is heard at once; because the bus may lose that, what was added is asked for again every 2 s.
 * Until the list has been read for the first time nobody is let in: an unknown list is not an empty one. Thread-safe.
 */
public final class Revocations {
    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);
    private static final Duration REREAD = Duration.ofSeconds(2);
    private static final Duration RETRY_FIRST = Duration.ofMillis(200);

    /** What was just heard may not be in the list that is on its way. */
    private static final Duration YOUNG = Duration.ofMinutes(1);

    /** So often the list is read as a whole, and what notification has forgotten is forgotten here too. */
    private static final int WHOLE_LIST_EVERY = 1_800;

    private final Vertx vertx;
    private final Bus bus;
    private final Map<UserId, Instant> issuedUntil = new ConcurrentHashMap<>();
    private final List<Consumer<Revocation>> listeners = new CopyOnWriteArrayList<>();
    private volatile Optional<Instant> read = Optional.empty();
    private boolean reading;
    private int rounds;

    public Revocations(Vertx vertx, Bus bus) {
        this.vertx = vertx;
        this.bus = bus;
    }

    /** Called once for each new revocation, on any thread: to close the sockets it reaches. */
    public void onRevoked(Consumer<Revocation> listener) {
        listeners.add(listener);
    }

    /** On an event loop. Completes when revocations are heard; the list may still be on its way: see {@link #known}. */
    public Future<Void> start() {
        vertx.setPeriodic(REREAD.toMillis(), tick -> reread());
        return bus.listen(NotificationApi.REVOKED, this::add).onSuccess(listening -> reread());
    }

    public boolean known() {
        return read.isPresent();
    }

    /** @throws Refusal {@code unavailable} while the list is not yet known */
    public boolean revoked(Identity identity) {
        if (!known()) {
            throw Refusal.unavailable("the list of signed-out sessions");
        }
        return reaches(identity.user(), identity) || reaches(Revocation.ANYBODY, identity);
    }

    private boolean reaches(UserId whom, Identity identity) {
        Instant until = issuedUntil.get(whom);
        return until != null && !identity.issuedAt().isAfter(until);
    }

    private void reread() {
        if (reading) {
            return;
        }
        reading = true;
        boolean whole = read.isEmpty() || ++rounds % WHOLE_LIST_EVERY == 0;
        Optional<Instant> since = whole ? Optional.empty() : read;
        read(since, new HashSet<>(), whole ? Instant.now().minus(YOUNG) : Instant.MIN)
                .onComplete(done -> {
                    reading = false;
                    if (!known()) {
                        vertx.setTimer(RETRY_FIRST.toMillis(), again -> reread());
                    }
                });
    }

    /** Page by page. @param forgetBefore what is older and not in the list is forgotten when the list is whole */
    private Future<Void> read(Optional<Instant> since, Set<UserId> listed, Instant forgetBefore) {
        return bus.call(NotificationApi.REVOCATIONS, new RevocationsSince(since))
                .onFailure(away -> LOG.warn("revocations.reread failed cause={}", away.getMessage()))
                .compose(page -> {
                    page.items().forEach(this::add);
                    page.items().forEach(item -> listed.add(item.user()));
                    if (page.more()) {
                        return read(Optional.of(page.until()), listed, forgetBefore);
                    }
                    issuedUntil
                            .entrySet()
                            .removeIf(entry ->
                                    entry.getValue().isBefore(forgetBefore) && !listed.contains(entry.getKey()));
                    read = Optional.of(page.until());
                    return Future.succeededFuture();
                });
    }

    private void add(Revocation revocation) {
        Instant before = issuedUntil.getOrDefault(revocation.user(), Instant.MIN);
        issuedUntil.merge(revocation.user(), revocation.issuedUntil(), (a, b) -> a.isAfter(b) ? a : b);
        if (revocation.issuedUntil().isAfter(before)) {
            listeners.forEach(listener -> listener.accept(revocation));
        }
    }
}
