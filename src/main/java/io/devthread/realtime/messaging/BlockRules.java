package io.devthread.realtime.messaging;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.UserId;
import java.util.Set;

/** What a block says to whom: who blocked is reminded of it, who is blocked learns no more than that it is refused. */
final class BlockRules {
    private BlockRules() {}

    /** @param blockers who of the two has blocked the other; at least one */
    static Refusal refusal(UserId sender, Set<UserId> blockers) {
        return Refusal.of(
                Failure.FORBIDDEN,
                blockers.contains(sender)
                        ? "you have blocked this user; unblock them to write to them"
                        : "you can't write to this user");
    }
}
