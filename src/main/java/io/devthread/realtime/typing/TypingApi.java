package io.devthread.realtime.typing;

import io.devthread.realtime.bus.Address;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import java.util.Optional;

/** Who is typing where. Never stored; a lost one is no loss. */
public final class TypingApi {
    private TypingApi() {}

    /** {@code forbidden} for who takes no part in the conversation. Goes out at most once per 2 s. */
    public static final Address<Start, Noted> START = new Address<>("devthread.typing.start", Start.class, Noted.class);

    /** Also when the message is sent or the connection ends. {@code forbidden} as above. */
    public static final Address<Stop, Noted> STOP = new Address<>("devthread.typing.stop", Stop.class, Noted.class);

    /** @param connection that the user types over: the indicator goes when none of the user's types any more */
    public record Start(UserId userId, String username, ConversationId conversationId, String connection) {}

    /** @param connection empty: the user types over none any more */
    public record Stop(UserId userId, String username, ConversationId conversationId, Optional<String> connection) {}

    /** @param told whether the partner may see something of it: not if throttled, switched off or blocked */
    public record Noted(boolean told) {}

    /** The data of {@code typing/typing_start} and {@code typing/typing_stop}. */
    public record TypingEvent(ConversationId conversationId, UserId userId, String username) {}
}
