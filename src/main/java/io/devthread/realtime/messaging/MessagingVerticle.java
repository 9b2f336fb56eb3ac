package io.devthread.realtime.messaging;

import static io.devthread.realtime.messaging.MessagingApi.ACKNOWLEDGED;
import static io.devthread.realtime.messaging.MessagingApi.CONVERSATIONS;
import static io.devthread.realtime.messaging.MessagingApi.DELETE;
import static io.devthread.realtime.messaging.MessagingApi.EDIT;
import static io.devthread.realtime.messaging.MessagingApi.ERASE;
import static io.devthread.realtime.messaging.MessagingApi.EXPORT;
import static io.devthread.realtime.messaging.MessagingApi.HISTORY;
import static io.devthread.realtime.messaging.MessagingApi.OPEN;
import static io.devthread.realtime.messaging.MessagingApi.PARTICIPANTS;
import static io.devthread.realtime.messaging.MessagingApi.READ;
import static io.devthread.realtime.messaging.MessagingApi.SEND;
import static io.devthread.realtime.messaging.MessagingApi.TRACE;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.delivery.Confirmations;
import io.devthread.realtime.delivery.StoredBodies;
import io.devthread.realtime.platform.ContentCipher;
import io.devthread.realtime.platform.GroupCommit;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.QueueMetrics;
import io.devthread.realtime.platform.Repeat;
import io.devthread.realtime.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Serves {@link MessagingApi}. To be deployed with virtual threads, one instance per process. */
public final class MessagingVerticle extends VerticleBase {
    private static final Duration PURGE_EVERY = Duration.ofMinutes(1);
    private static final Duration BATCH_PAUSE = Duration.ofMillis(100);
    private static final Duration REDACTION_PAUSE = Duration.ofMillis(250);

    private final Bus bus;
    private final Postgres postgres;
    private final Confirmations confirmations;
    private final MessageDelivery delivery;
    private final ContentCipher cipher;
    private final MeterRegistry registry;
    private final Tracing tracing;
    private final MessagingConfig config;
    private final int logLength;
    private final Clock clock;

    /**
     * @param cipher for what is stored of messages
     * @param logLength of delivery's logs: what they may still say of a message is to be replaced when that changes
     */
    public MessagingVerticle(
            Bus bus,
            Postgres postgres,
            Confirmations confirmations,
            MessageDelivery delivery,
            ContentCipher cipher,
            MeterRegistry registry,
            Tracing tracing,
            MessagingConfig config,
            int logLength,
            Clock clock) {
        this.bus = bus;
        this.postgres = postgres;
        this.confirmations = confirmations;
        this.delivery = delivery;
        this.cipher = cipher;
        this.registry = registry;
        this.tracing = tracing;
        this.config = config;
        this.logLength = logLength;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        Contents contents = new Contents(cipher);
        StoredBodies bodies = new StoredBodies(cipher);
        ConversationStore conversationStore = new ConversationStore(postgres, contents);
        Conversations conversations = new Conversations(
                conversationStore,
                new ParticipantReads(
                        new QueueMetrics(registry, "participants"), context, conversationStore::participants),
                clock);
        MessageStore stored = new MessageStore(postgres, contents);
        Messages messages = new Messages(stored, conversations);
        SendStore store = new SendStore(postgres, contents, bodies, clock);
        SendWriter writer = new SendWriter(conversations, store, delivery::deliver, tracing);
        RevisionEvents revisionEvents = new RevisionEvents(logLength);
        RevisionStore revisionStore = new RevisionStore(postgres, contents, bodies, revisionEvents);
        Revisions revisions = new Revisions(revisionStore, delivery, clock);
        PersonalData personal = new PersonalData(
                new ExportStore(postgres, stored), revisionStore, delivery, clock, () -> pause(REDACTION_PAUSE));
        Retention retention = new Retention(
                new PurgeStore(postgres, contents, bodies, revisionEvents),
                delivery,
                config.retention(),
                clock,
                () -> pause(BATCH_PAUSE));
        Repeat.withPause(vertx, PURGE_EVERY, retention::run);
        Sends sends = new Sends(
                new GroupCommit<>(
                        config.limits(),
                        new QueueMetrics(registry, "messages"),
                        context,
                        writer::write,
                        SendWriter::refuse),
                tracing);
        Reads reads = new Reads(new ReadStore(postgres, bodies), conversations, delivery::deliver, clock);
        Arrivals arrivals = new Arrivals(new ArrivalStore(postgres, bodies), confirmations, delivery::deliver, clock);
        int inFlight = config.inFlight();
        return Future.all(List.of(
                bus.serve(SEND, inFlight, sends::send),
                bus.serve(OPEN, inFlight, conversations::open),
                bus.serve(CONVERSATIONS, inFlight, conversations::list),
                bus.serve(READ, inFlight, reads::markRead),
                bus.serve(ACKNOWLEDGED, inFlight, arrivals::acknowledged),
                bus.serve(HISTORY, inFlight, messages::history),
                bus.serve(PARTICIPANTS, inFlight, conversations::participants),
                bus.serve(EDIT, inFlight, revisions::edit),
                bus.serve(DELETE, inFlight, revisions::delete),
                bus.serve(EXPORT, inFlight, personal::export),
                bus.serve(ERASE, inFlight, personal::erase),
                bus.serve(TRACE, inFlight, new TraceStore(postgres)::find)));
    }

    private void pause(Duration time) {
        vertx.timer(time.toMillis(), TimeUnit.MILLISECONDS).await();
    }
}
