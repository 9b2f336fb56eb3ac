package io.devthread.realtime.gateway.poll;

import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.polling.PollingApi.Answer;
import java.util.Map;
import java.util.UUID;

/** Who is told of polls, on any thread: whoever polls is there, and has what it says it has. */
public interface PollWatcher {
    /**
     * Once for each poll: who wants to know whether the user has others here counts.
     *
     * @param partners in the conversations whose channels it names
     * @param goesOn its client has polled before, perhaps at another node or long ago
     */
    void begun(UserId user, Map<ConversationId, UserId> partners, boolean goesOn);

    /** Once for each that began: it has been answered, or its client has gone. */
    void ended(UserId user);

    /** The user has not polled here for a minute. */
    void forgotten(UserId user);

    /**
     * A client of the user begins: it has its place among the events now, and knows nothing of what was told in passing
     * before.
     */
    void placed(UserId user);

    /** A client of the user has everything up to this position of the user's event log. */
    void confirmed(UserId user, Position position);

    /** @param poll its id */
    void answered(UserId user, UUID poll, Answer answer);

    PollWatcher NONE = new PollWatcher() {
        @Override
        public void begun(UserId user, Map<ConversationId, UserId> partners, boolean goesOn) {}

        @Override
        public void ended(UserId user) {}

        @Override
        public void forgotten(UserId user) {}

        @Override
        public void placed(UserId user) {}

        @Override
        public void confirmed(UserId user, Position position) {}

        @Override
        public void answered(UserId user, UUID poll, Answer answer) {}
    };
}
