package io.devthread.realtime.messaging;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.bus.Address;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.delivery.Confirmations;
import io.devthread.realtime.delivery.Deliveries;
import io.devthread.realtime.delivery.DeliveryConfig;
import io.devthread.realtime.delivery.DeliveryVerticle;
import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.delivery.Redactions;
import io.devthread.realtime.delivery.StoredBodies;
import io.devthread.realtime.messaging.MessagingApi.Acknowledgement;
import io.devthread.realtime.messaging.MessagingApi.Acknowledgements;
import io.devthread.realtime.messaging.MessagingApi.MarkMessagesRead;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.OpenConversation;
import io.devthread.realtime.messaging.MessagingApi.Send;
import io.devthread.realtime.messaging.MessagingApi.SendBatch;
import io.devthread.realtime.messaging.MessagingApi.SendResult;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.MessageId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.ContentCipher;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.PostgresConfig;
import io.devthread.realtime.platform.RedisConfig;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.testkit.Connected;
import io.devthread.realtime.testkit.TestStores;
import io.devthread.realtime.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Messaging processes on one real database: each has its own Vert.x, its own bus and its own pool. */
final class Stage implements AutoCloseable {
    final PostgresConfig config = TestStores.postgres();
    final RedisConfig redisConfig = TestStores.redis();
    final Process process = start(MessagingConfig.DEFAULT);
    private final List<Process> started = new ArrayList<>(List.of(process));

    /** @param delivered what it has given to delivery, in that order */
    record Process(Vertx vertx, Bus bus, Postgres postgres, RedisLink redis, List<DurableEvent> delivered) {
        <Q, R> R call(Address<Q, R> address, Q request) {
            return bus.call(address, request).await();
        }

        Future<List<SendResult>> send(List<Send> sends) {
            return bus.call(MessagingApi.SEND, new SendBatch(sends)).map(MessagingApi.SendResults::results);
        }

        SendResult send(Send send) {
            return send(List.of(send)).await().getFirst();
        }

        Message sent(Send send) {
            return send(send).message().orElseThrow();
        }

        /** As the gateway says it when a device of the user has everything up to there. */
        MessagingApi.Noted acknowledge(UserId user, Position... positions) {
            List<Acknowledgement> items = Stream.of(positions)
                    .map(position -> new Acknowledgement(user, position))
                    .toList();
            return call(MessagingApi.ACKNOWLEDGED, new Acknowledgements(items));
        }

        Map<String, Long> read(UserId user, List<MessageId> messages) {
            return call(MessagingApi.READ, new MarkMessagesRead(user, messages, Optional.empty()))
                    .conversationUnread();
        }

        /** As the user sees it, newest first. */
        List<Message> history(UserId user, ConversationId conversation) {
            return call(
                            MessagingApi.HISTORY,
                            new MessagingApi.History(
                                    user, conversation, Optional.empty(), Optional.empty(), 100, Optional.empty()))
                    .items();
        }

        /** The data of the events of this name that the user has been told, in their order. */
        List<JsonNode> told(UserId user, String event) {
            return delivered.stream()
                    .filter(one -> one.user().equals(user))
                    .sorted(Comparator.comparingLong(
                            one -> one.order().orElseThrow().seq()))
                    .map(one -> Json.read("{" + one.body(), JsonNode.class))
                    .filter(frame -> frame.path("event").asText().equals(event))
                    .map(frame -> frame.path("data"))
                    .toList();
        }

        /** Where the user's log ends; seq 0 while there is none. */
        Position head(UserId user) {
            Response keys =
                    redis.send(Request.cmd(Command.KEYS).arg("*head:" + user)).await();
            for (Response key : keys) {
                Response head = redis.send(Request.cmd(Command.HMGET)
                                .arg(key.toString())
                                .arg("epoch")
                                .arg("seq"))
                        .await();
                return new Position(head.get(0).toString(), head.get(1).toLong());
            }
            return new Position("none", 0);
        }

        ConversationId open(UserId user, UserId partner) {
            return call(MessagingApi.OPEN, new OpenConversation(user, partner))
                    .conversation()
                    .id();
        }
    }

    Process anotherProcess() {
        return anotherProcess(MessagingConfig.DEFAULT);
    }

    Process anotherProcess(MessagingConfig messaging) {
        Process another = start(messaging);
        started.add(another);
        return another;
    }

    /** One that delivers what it commits. */
    Process anotherProcess(Consumer<List<DurableEvent>> delivery) {
        return anotherProcess(delivery(delivery), ContentCipher.off(), Clock.systemUTC());
    }

    Process anotherProcess(MessageDelivery delivery, ContentCipher cipher, Clock clock) {
        return started(start(MessagingConfig.DEFAULT, List.of(), delivery, cipher, clock));
    }

    /** One that delivers what it commits into real logs, sweeps as a real one does, and remembers what it delivered. */
    Process deliveringProcess() {
        return deliveringProcess(ContentCipher.off());
    }

    Process deliveringProcess(ContentCipher cipher) {
        return deliveringProcess(cipher, DeliveryConfig.defaults());
    }

    /** One whose logs keep so many events of a person. */
    Process deliveringProcess(int logLength) {
        DeliveryConfig usual = DeliveryConfig.defaults();
        return deliveringProcess(
                ContentCipher.off(),
                new DeliveryConfig(
                        logLength,
                        usual.logTtl(),
                        usual.sessionTtl(),
                        usual.connectionsPerUser(),
                        usual.leaseTtl(),
                        usual.sweepAfter(),
                        usual.sweepEvery()));
    }

    private Process deliveringProcess(ContentCipher cipher, DeliveryConfig settings) {
        Vertx vertx = Vertx.vertx();
        RedisLink redis = RedisLink.connect(vertx, redisConfig);
        redis.connected().await();
        Bus bus = Bus.on(vertx, Connected.PATIENCE);
        Postgres postgres = Connected.to(vertx, config);
        Deliveries deliveries = new Deliveries(redis, postgres, bus, settings, new StoredBodies(cipher), Tracing.off());
        vertx.deployVerticle(
                        new DeliveryVerticle(redis, postgres, deliveries, new SimpleMeterRegistry(), settings),
                        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await();
        MessageDelivery real = MessageDelivery.by(deliveries);
        List<DurableEvent> delivered = new CopyOnWriteArrayList<>();
        MessageDelivery delivery = new MessageDelivery() {
            @Override
            public void deliver(List<DurableEvent> committed) {
                delivered.addAll(committed);
                real.deliver(committed);
            }

            @Override
            public Future<Void> redact(List<Redactions.Pending> changes) {
                return real.redact(changes);
            }
        };
        return started(start(
                vertx,
                bus,
                redis,
                MessagingConfig.DEFAULT,
                settings.logLength(),
                delivered,
                delivery,
                cipher,
                Clock.systemUTC()));
    }

    private Process started(Process process) {
        started.add(process);
        return process;
    }

    private Process start(MessagingConfig messaging) {
        List<DurableEvent> delivered = new CopyOnWriteArrayList<>();
        return start(messaging, delivered, delivery(delivered::addAll), ContentCipher.off(), Clock.systemUTC());
    }

    /** Of a process that redacts nothing, as one that dies before it. */
    private static MessageDelivery delivery(Consumer<List<DurableEvent>> events) {
        return new MessageDelivery() {
            @Override
            public void deliver(List<DurableEvent> committed) {
                events.accept(committed);
            }

            @Override
            public Future<Void> redact(List<Redactions.Pending> changes) {
                return Future.succeededFuture();
            }
        };
    }

    private Process start(
            MessagingConfig messaging,
            List<DurableEvent> log,
            MessageDelivery delivery,
            ContentCipher cipher,
            Clock clock) {
        Vertx vertx = Vertx.vertx();
        RedisLink redis = RedisLink.connect(vertx, redisConfig);
        redis.connected().await();
        Bus bus = Bus.on(vertx, Connected.PATIENCE);
        int logLength = DeliveryConfig.defaults().logLength();
        return start(vertx, bus, redis, messaging, logLength, log, delivery, cipher, clock);
    }

    private Process start(
            Vertx vertx,
            Bus bus,
            RedisLink redis,
            MessagingConfig messaging,
            int logLength,
            List<DurableEvent> log,
            MessageDelivery delivery,
            ContentCipher cipher,
            Clock clock) {
        Postgres postgres = Connected.to(vertx, config);
        vertx.deployVerticle(
                        new MessagingVerticle(
                                bus,
                                postgres,
                                new Confirmations(redis),
                                delivery,
                                cipher,
                                new SimpleMeterRegistry(),
                                Tracing.off(),
                                messaging,
                                logLength,
                                clock),
                        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await();
        return new Process(vertx, bus, postgres, redis, log);
    }

    /** Somebody that notification has heard of. */
    UserId user(String username) {
        UserId user = new UserId(Ids.next());
        process.postgres()
                .query(
                        "INSERT INTO users (id, username, decided_at, decided_by) VALUES ($1, $2, now(), $1)",
                        user.value(),
                        username);
        return user;
    }

    static Send send(UserId sender, ConversationId conversation, String content) {
        return send(sender, conversation, content, Ids.next().toString());
    }

    static Send send(UserId sender, ConversationId conversation, String content, String clientMessageId) {
        return new Send(sender, Optional.of(conversation), Optional.empty(), content, clientMessageId);
    }

    static Send sendTo(UserId sender, UserId recipient, String content) {
        return new Send(
                sender,
                Optional.empty(),
                Optional.of(recipient),
                content,
                Ids.next().toString());
    }

    @Override
    public void close() {
        started.forEach(one -> one.vertx().close().await());
    }
}
