package io.devthread.realtime.typing;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.Ephemerals;
import io.devthread.realtime.messaging.MessagingApi;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.privacy.PrivacyApi;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.List;

/** Serves {@link TypingApi}. To be deployed with virtual threads, one instance per process. */
public final class TypingVerticle extends VerticleBase {
    private static final int IN_FLIGHT = 2_000;

    /** A stop comes at most so much later than it should. */
    private static final long LOOK_MILLIS = 250;

    private final Bus bus;
    private final Postgres postgres;
    private final RedisLink redis;
    private final TypingConfig config;
    private final Clock clock;

    public TypingVerticle(Bus bus, Postgres postgres, RedisLink redis, TypingConfig config, Clock clock) {
        this.bus = bus;
        this.postgres = postgres;
        this.redis = redis;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        Ephemerals ephemerals = new Ephemerals(redis, bus);
        Typing typing = new Typing(
                new Partners(this::partner),
                new TypingStore(redis, postgres, config),
                frame -> ephemerals.tell(List.of(frame)),
                config.clearAfter(),
                clock);
        vertx.setPeriodic(LOOK_MILLIS, tick -> typing.clear());
        return Future.all(
                bus.serve(TypingApi.START, IN_FLIGHT, typing::start),
                bus.serve(TypingApi.STOP, IN_FLIGHT, typing::stop),
                bus.listen(PrivacyApi.CHANGED, typing::privacyChanged));
    }

    private UserId partner(UserId user, ConversationId conversation) {
        return bus
                .call(MessagingApi.PARTICIPANTS, new MessagingApi.Participation(user, conversation))
                .await()
                .users()
                .stream()
                .filter(participant -> !participant.equals(user))
                .findFirst()
                .orElseThrow(() -> Refusal.of(Failure.FORBIDDEN, "nobody else takes part in this conversation"));
    }
}
