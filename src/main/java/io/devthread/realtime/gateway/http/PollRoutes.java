package io.devthread.realtime.gateway.http;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.Revocations;
import io.devthread.realtime.gateway.poll.PollRequest;
import io.devthread.realtime.gateway.poll.Polls;
import io.devthread.realtime.gateway.session.Channel;
import io.devthread.realtime.gateway.session.ChannelRights;
import io.devthread.realtime.gateway.session.Handshake.Resume;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.TokenVerifier;
import io.devthread.realtime.polling.PollingApi;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Long polling. A client that comes from a socket says {@code epoch} and {@code seq} instead of {@code last_poll_id}. */
final class PollRoutes {
    private static final long MAX_SECONDS = 30;
    private static final int MAX_CHANNELS = 128;
    private static final Duration IDLE_PAUSE = Duration.ofSeconds(5);

    private final Polls polls;
    private final Revocations revocations;
    private final ChannelRights rights;

    /** @param events the frames as they are */
    private record Polled(
            @JsonRawValue String events, String lastPollId, String epoch, long seq, boolean reset, long retryAfterMs) {}

    PollRoutes(Polls polls, Revocations revocations, Bus bus) {
        this.polls = polls;
        this.revocations = revocations;
        this.rights = new ChannelRights(bus);
    }

    List<Route> routes() {
        return List.of(Route.get("/api/v1/realtime/poll", this::poll));
    }

    private Future<Answer> poll(ApiCall call) {
        List<Channel> channels = channels(call);
        PollRequest request = new PollRequest(
                call.identity(),
                call.query("last_poll_id"),
                position(call),
                Stream.concat(Stream.of(new Channel.Personal(call.user())), channels.stream())
                        .map(Channel::toString)
                        .distinct()
                        .toList(),
                timeout(call));
        return rights.checkAll(call.user(), channels).compose(partners -> park(call, request, partners));
    }

    /** The token may have been revoked while the rights were asked for, before there was a poll to refuse. */
    private Future<Answer> park(ApiCall call, PollRequest request, Map<ConversationId, UserId> partners) {
        Polls.Poll poll = polls.poll(request, partners);
        if (revocations.revoked(call.identity())) {
            poll.gone().run();
            throw TokenVerifier.unauthorized();
        }
        call.onGone(poll.gone());
        return poll.answer().map(answer -> Answer.ok(polled(answer)));
    }

    private static Polled polled(PollingApi.Answer answer) {
        boolean idle = answer.frames().isEmpty() && !answer.reset();
        return new Polled(
                "[" + String.join(",", answer.frames()) + "]",
                answer.lastPollId(),
                answer.position().epoch(),
                answer.position().seq(),
                answer.reset(),
                idle ? IDLE_PAUSE.toMillis() : 0);
    }

    private static Optional<Position> position(ApiCall call) {
        return Resume.ofQuery(Optional.empty(), call.query("epoch"), call.query("seq"))
                .position();
    }

    private static Duration timeout(ApiCall call) {
        long seconds = call.queryNumber("timeout", 0).orElse(MAX_SECONDS);
        if (seconds > MAX_SECONDS) {
            throw Refusal.invalid("timeout", "must be 0 to " + MAX_SECONDS + " seconds");
        }
        return Duration.ofSeconds(seconds);
    }

    private static Channel channel(String name) {
        try {
            return Channel.parse(name);
        } catch (Refusal unknown) {
            throw Refusal.invalid("channels", "must be feed, post:<uuid>, conversation:<uuid> or user:<uuid>");
        }
    }

    private static List<Channel> channels(ApiCall call) {
        List<String> names = call.query("channels").stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        if (names.size() > MAX_CHANNELS) {
            throw Refusal.invalid("channels", "must be a list of at most " + MAX_CHANNELS);
        }
        return names.stream().map(PollRoutes::channel).toList();
    }
}
