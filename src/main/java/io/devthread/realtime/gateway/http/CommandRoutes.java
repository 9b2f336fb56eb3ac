package io.devthread.realtime.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.model.Identity;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The commands of a socket for clients that poll: one frame, or a list of them. */
final class CommandRoutes {
    private static final int MAX_FRAMES = 20;

    /** What holds the frames of a list together. */
    private static final int BETWEEN_FRAMES_BYTES = 1_024;

    private final int maxFrameBytes;
    private final BiFunction<Identity, List<JsonNode>, Future<List<Optional<Frame>>>> runner;

    /**
     * @param maxFrameBytes of each frame, as over a socket
     * @param runner gives for each frame its reply, empty where there is none
     */
    CommandRoutes(int maxFrameBytes, BiFunction<Identity, List<JsonNode>, Future<List<Optional<Frame>>>> runner) {
        this.maxFrameBytes = maxFrameBytes;
        this.runner = runner;
    }

    List<Route> routes() {
        return List.of(Route.post("/api/v1/realtime/commands", this::run)
                .uncounted()
                .withBodyUpTo(MAX_FRAMES * maxFrameBytes + BETWEEN_FRAMES_BYTES));
    }

    private Future<Answer> run(ApiCall call) {
        return switch (call.json()) {
            case ObjectNode frame ->
                runner.apply(call.identity(), List.of(frame))
                        .map(replies ->
                                replies.getFirst().map(CommandRoutes::one).orElseGet(Answer::nothing));
            case ArrayNode frames -> runAll(call.identity(), frames);
            default -> throw Refusal.of(Failure.INVALID_DATA, "the body must be a frame or a list of frames");
        };
    }

    private Future<Answer> runAll(Identity identity, ArrayNode frames) {
        if (frames.size() > MAX_FRAMES) {
            throw Refusal.of(Failure.INVALID_DATA, "a list may have at most " + MAX_FRAMES + " frames");
        }
        return runner.apply(
                        identity,
                        StreamSupport.stream(frames.spliterator(), false).toList())
                .map(CommandRoutes::all);
    }

    private static Answer one(Frame reply) {
        return Answer.ok(new RawValue(reply.text()));
    }

    private static Answer all(List<Optional<Frame>> replies) {
        String list =
                replies.stream().flatMap(Optional::stream).map(Frame::text).collect(Collectors.joining(",", "[", "]"));
        return Answer.ok(new RawValue(list));
    }
}
