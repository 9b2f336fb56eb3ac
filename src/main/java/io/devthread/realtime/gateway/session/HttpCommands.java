package io.devthread.realtime.gateway.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.session.RateLimits.Kind;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * The commands of one HTTP request, for clients that poll: the same table, limits and order as over a socket. What a
 * client has received it confirms with its next poll, so an {@code ack} says nothing new here.
 */
public final class HttpCommands {
    private final Gateway gateway;

    public HttpCommands(Gateway gateway) {
        this.gateway = gateway;
    }

    /**
     * On the event loop of the request. Each frame counts by itself but for acks; a request without another counts as
     * one.
     *
     * @return for each frame its reply, empty where there is none; refused commands have errors for replies
     */
    public Future<List<Optional<Frame>>> run(Identity identity, List<JsonNode> frames) {
        Commands commands = new Commands(gateway, new Request(gateway, identity));
        if (frames.stream().allMatch(HttpCommands::isAck)) {
            gateway.rates().check(identity.user(), Kind.COMMAND);
        }
        List<Future<Optional<Frame>>> replies =
                frames.stream().map(frame -> reply(commands, frame)).toList();
        return Future.all(replies)
                .map(done -> replies.stream().map(Future::result).toList());
    }

    private static boolean isAck(JsonNode frame) {
        return frame.path("type").asText().equals("ack");
    }

    private Future<Optional<Frame>> reply(Commands commands, JsonNode frame) {
        try {
            Command command = Command.of(object(frame));
            gateway.metrics().traffic().received(command);
            return switch (command) {
                case Command.Call call -> commands.reply(call);
                case Command.Ack ack -> Future.succeededFuture(Optional.empty());
            };
        } catch (Command.MalformedFrame malformed) {
            gateway.metrics().traffic().receivedMalformed();
            return Future.succeededFuture(Optional.of(commands.refusal(malformed)));
        } catch (Refusal refusal) {
            return Future.succeededFuture(Optional.of(commands.refusal(idOf(frame), refusal)));
        }
    }

    /** Of what was refused before it was read as a command. */
    private static Optional<String> idOf(JsonNode frame) {
        try {
            return FrameReader.id(FrameReader.object(frame));
        } catch (Command.MalformedFrame none) {
            return Optional.empty();
        }
    }

    private ObjectNode object(JsonNode frame) {
        int limit = gateway.sockets().maxFrameBytes();
        if (ByteBufUtil.utf8Bytes(Json.text(frame)) > limit) {
            throw Refusal.of(Failure.TOO_LARGE, "a frame may have at most " + limit + " bytes");
        }
        return FrameReader.object(frame);
    }

    /** It is gone with its last reply, so what lasts longer than that is not for it. */
    private record Request(Gateway gateway, Identity identity) implements Caller {
        @Override
        public UserId user() {
            return identity.user();
        }

        /** One for all requests of the user, so that one may end what another began. */
        @Override
        public String connectionId() {
            return "http";
        }

        @Override
        public long now() {
            return gateway.clock().millis();
        }

        @Override
        public <T> Future<T> here(Future<T> answer) {
            return answer;
        }

        @Override
        public Subscriptions subscriptions() {
            throw Refusal.of(Failure.INVALID_DATA, "a poll names its channels itself");
        }

        @Override
        public void renew(Identity fresh) {
            throw Refusal.of(Failure.INVALID_DATA, "each request shows its own token");
        }

        @Override
        public void sent(Message message) {
            gateway.messagePosted(identity, message);
        }

        @Override
        public void active(boolean isActive) {
            throw Refusal.invalid("automatic", "is for an open connection: a poll counts as active by itself");
        }

        @Override
        public void close(CloseCode code) {}
    }
}
