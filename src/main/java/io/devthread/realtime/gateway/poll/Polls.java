package io.devthread.realtime.gateway.poll;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.DeliveryApi.EphemeralFrame;
import io.devthread.realtime.delivery.DeliveryApi.NewsFrame;
import io.devthread.realtime.delivery.DeliveryApi.SharedFrame;
import io.devthread.realtime.gateway.Admission;
import io.devthread.realtime.gateway.Connections;
import io.devthread.realtime.gateway.GatewayApi.ChannelFrame;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.Revocation;
import io.devthread.realtime.platform.TokenVerifier;
import io.devthread.realtime.polling.PollingApi;
import io.devthread.realtime.polling.PollingApi.Answer;
import io.devthread.realtime.polling.PollingApi.Read;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The polls that wait on this process. Each is an HTTP answer not yet given: it holds no thread and no timer, one look
 * four times a second finds those whose time is over. Whatever wakes a connection of a user wakes the user's polls; they
 * read again. Any thread, except {@link #poll}.
 */
public final class Polls {
    private static final long LOOK_MILLIS = 250;
    private static final long FORGET_EVERY_LOOKS = 8;
    private static final Duration FULL_RETRY = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Bus bus;
    private final NodeId node;
    private final PollConfig config;
    private final Admission admission;
    private final PollWatcher watcher;
    private final Duration leeway;
    private final Clock clock;
    private final Pollers pollers = new Pollers();
    private final PassingEvents passing;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean draining;
    private long looks;

    /** @param leeway how long after its expiry a token is still good */
    public Polls(
            Vertx vertx,
            Bus bus,
            NodeId node,
            PollConfig config,
            Admission admission,
            PollWatcher watcher,
            Duration leeway,
            Clock clock) {
        this.vertx = vertx;
        this.bus = bus;
        this.passing = new PassingEvents(bus, this::wake);
        this.node = node;
        this.config = config;
        this.admission = admission;
        this.watcher = watcher;
        this.leeway = leeway;
        this.clock = clock;
    }

    /** On an event loop. */
    public void start() {
        vertx.setPeriodic(LOOK_MILLIS, tick -> look(System.nanoTime()));
    }

    public int count() {
        return waiting.get();
    }

    /** A poll under way; {@code gone} ends it when its client does not wait any more. */
    public record Poll(Future<Answer> answer, Runnable gone) {}

    /**
     * On the event loop of the request, which has the answer.
     *
     * @param partners in those of its channels that are conversations
     * @throws Refusal {@code unavailable} when too many wait, or too many come at once
     */
    public Poll poll(PollRequest request, Map<ConversationId, UserId> partners) {
        if (waiting.get() >= config.maxWaiting()) {
            throw Refusal.retryLater(Failure.UNAVAILABLE, "too many polls are waiting here, try again", FULL_RETRY);
        }
        if (!pollers.know(request.identity().user())) {
            admission.admit();
        }
        Read first =
                new Read(request.identity().user(), node, request.lastPollId(), request.position(), request.channels());
        boolean waits = !request.isFirst() && request.timeout().isPositive() && !draining;
        WaitingPoll poll = new WaitingPoll(
                vertx.getOrCreateContext(),
                read -> bus.call(PollingApi.READ, read).onSuccess(answer -> tellWatcher(read, answer)),
                request.identity(),
                first,
                waits,
                System.nanoTime() + patience(request).toNanos());
        begin(poll, partners, request.lastPollId().isPresent());
        poll.read();
        if (draining) {
            poll.end();
        }
        return new Poll(poll.answer(), poll::end);
    }

    /** Whether the user has polled here within the last minute. */
    public boolean know(UserId user) {
        return pollers.know(user);
    }

    /** Whether a poll of the user names the channel: one that waits, or the latest. */
    public boolean isIn(UserId user, String channel) {
        return pollers.isIn(user, channel);
    }

    /** A durable event of the user was appended. */
    public void wake(UserId user) {
        pollers.of(user).forEach(WaitingPoll::wake);
    }

    /** What users are told in passing: kept for those who poll, whose waiting polls then read it. */
    public void tell(List<EphemeralFrame> frames) {
        passing.keep(frames.stream()
                .filter(frame -> pollers.isIn(frame.user(), frame.channel()))
                .map(SharedFrame::new)
                .toList());
    }

    /** The same, for whoever is in the channel. */
    public void tellChannels(List<ChannelFrame> frames) {
        passing.keep(frames.stream()
                .flatMap(frame -> frame.byBody(pollers.in(frame.channel())).entrySet().stream()
                        .map(same -> new SharedFrame(same.getValue(), frame.channel(), same.getKey())))
                .toList());
    }

    /**
     * News for those who poll, of which is left out what another node has told them.
     *
     * @return fails where some of it may not be kept
     */
    public Future<?> tellNews(List<NewsFrame> frames) {
        return passing.keepNews(frames);
    }

    /** A poll that waits, for operators; ids sort by the time of its start. */
    public record Waiting(UUID id, UserId user, List<String> channels, Optional<Position> position) {}

    public List<Waiting> waiting() {
        return pollers.all().stream()
                .map(poll -> new Waiting(poll.id(), poll.user(), poll.channels(), poll.position()))
                .toList();
    }

    /** Where the user's waiting polls stand that are furthest behind, for the position check: of one part of the users. */
    public Map<UserId, Position> positions(int part) {
        Map<UserId, Position> lowest = new HashMap<>();
        for (WaitingPoll poll : pollers.all()) {
            if (Connections.part(poll.user()) != part) {
                continue;
            }
            poll.position().ifPresent(position -> lowest.merge(poll.user(), position, Position::furthestBehind));
        }
        return lowest;
    }

    /** Whose tokens have been revoked gets nothing any more. */
    public void signOut(Revocation revocation) {
        pollers.of(revocation.user()).stream()
                .filter(poll -> !poll.identity().issuedAt().isAfter(revocation.issuedUntil()))
                .forEach(poll -> poll.refuse(TokenVerifier.unauthorized()));
    }

    /** Answers all with what there is; from now on none waits. */
    public void drain() {
        draining = true;
        pollers.all().forEach(WaitingPoll::end);
    }

    private void begin(WaitingPoll poll, Map<ConversationId, UserId> partners, boolean goesOn) {
        waiting.incrementAndGet();
        pollers.begin(poll, config.maxWaitingPerUser()).forEach(WaitingPoll::end);
        watcher.begun(poll.user(), partners, goesOn);
        poll.answer().onSuccess(answer -> watcher.answered(poll.user(), poll.id(), answer));
        poll.answer().onComplete(done -> {
            waiting.decrementAndGet();
            pollers.end(poll, System.nanoTime());
            watcher.ended(poll.user());
        });
    }

    private void tellWatcher(Read read, Answer answer) {
        answer.confirmed().ifPresent(position -> watcher.confirmed(read.userId(), position));
        if (read.lastPollId().isEmpty() || answer.reset()) {
            watcher.placed(read.userId());
        }
    }

    /** No longer than the token is good. */
    private Duration patience(PollRequest request) {
        Identity identity = request.identity();
        Duration left = Duration.between(clock.instant(), identity.expiresAt().plus(leeway));
        return left.compareTo(request.timeout()) < 0 ? left : request.timeout();
    }

    void look(long now) {
        pollers.all().stream().filter(poll -> poll.isDue(now)).forEach(WaitingPoll::end);
        if (looks++ % FORGET_EVERY_LOOKS == 0) {
            List<UserId> gone = pollers.forget(now);
            if (!gone.isEmpty()) {
                bus.tell(PollingApi.LEFT, new PollingApi.Left(node, gone));
                gone.forEach(watcher::forgotten);
            }
        }
    }
}
