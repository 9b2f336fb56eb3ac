package io.devthread.realtime.polling;

import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.delivery.Polled;
import io.devthread.realtime.delivery.PolledLogs;
import io.devthread.realtime.delivery.Resumption;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.polling.PollingApi.Answer;
import io.devthread.realtime.polling.PollingApi.Read;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a poll is answered: what follows its position in the user's log, and what the user was told in passing. */
final class Polls {
    /** A position in no log, for a last_poll_id that is none: it is answered with a reset. */
    private static final Position NOWHERE = new Position("-", 0);

    private final PolledLogs logs;

    Polls(PolledLogs logs) {
        this.logs = logs;
    }

    Future<Answer> read(Read request) {
        Optional<PollCursor> cursor = request.lastPollId()
                .map(id -> PollCursor.parse(id).orElse(new PollCursor(NOWHERE, "")))
                .or(() -> request.position().map(position -> new PollCursor(position, "")));
        PolledLogs.Poll poll = new PolledLogs.Poll(
                request.userId(),
                request.node(),
                cursor.map(PollCursor::position),
                cursor.map(PollCursor::lastPassing).orElse(""),
                request.channels());
        return logs.poll(poll).map(polled -> answer(poll.after(), polled));
    }

    private static Answer answer(Optional<Position> shown, Polled polled) {
        String next = new PollCursor(polled.position(), polled.lastPassing()).text();
        return switch (polled.resumption()) {
            case Resumption.Full full ->
                new Answer(frames(full, polled.passing()), next, polled.position(), shown, false, polled.more());
            case Resumption.None none -> new Answer(List.of(), next, polled.position(), Optional.empty(), false, false);
            case Resumption.Reset reset ->
                new Answer(List.of(), next, polled.position(), Optional.empty(), true, false);
        };
    }

    private static List<String> frames(Resumption.Full full, List<String> passing) {
        return Stream.concat(
                        full.missed().stream().map(entry -> FrameBody.frame(entry.seq(), entry.body())),
                        passing.stream().map(FrameBody::frame))
                .toList();
    }
}
