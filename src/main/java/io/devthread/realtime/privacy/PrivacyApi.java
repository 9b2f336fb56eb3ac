package io.devthread.realtime.privacy;

import io.devthread.realtime.bus.Address;
import io.devthread.realtime.bus.Topic;
import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What people let others see of them, whom they have blocked, and what becomes of their data. Other capabilities ask
 * the functions of the migration V7 in their own statements.
 */
public final class PrivacyApi {
    private PrivacyApi() {}

    public static final Address<OfUser, Settings> SETTINGS =
            new Address<>("devthread.privacy.settings", OfUser.class, Settings.class);

    /** Changes those that are given; with {@code whole} the others go back to their defaults. */
    public static final Address<Change, Settings> CHANGE_SETTINGS =
            new Address<>("devthread.privacy.change_settings", Change.class, Settings.class);

    public static final Address<ListBlocks, BlockPage> BLOCKS =
            new Address<>("devthread.privacy.blocks", ListBlocks.class, BlockPage.class);

    /** Idempotent. {@code not_found} for a user that does not exist, {@code invalid_data} for oneself. */
    public static final Address<Pair, Block> BLOCK = new Address<>("devthread.privacy.block", Pair.class, Block.class);

    /** Idempotent: also for who is not blocked. */
    public static final Address<Pair, Unblocked> UNBLOCK =
            new Address<>("devthread.privacy.unblock", Pair.class, Unblocked.class);

    /** What is held about a user and is no list of its own. */
    public static final Address<OfUser, Account> ACCOUNT =
            new Address<>("devthread.privacy.account", OfUser.class, Account.class);

    /**
     * Erases everything that is held about a user; answers when it is done, or after 2 s while it goes on. One that goes
     * on is joined.
     */
    public static final Address<OfUser, Erasure> ERASE =
            new Address<>("devthread.privacy.erase", OfUser.class, Erasure.class);

    /** One that was asked for before; answers as {@link #ERASE}. {@code not_found} for that of another user. */
    public static final Address<OfErasure, Erasure> ERASURE =
            new Address<>("devthread.privacy.erasure", OfErasure.class, Erasure.class);

    /** A hint, after COMMIT, for who keeps something that follows from settings or blocks. */
    public static final Topic<Changed> CHANGED = new Topic<>("devthread.privacy.changed", Changed.class);

    public record OfUser(UserId userId) {}

    /** As contract section 4 has it; {@code notificationTypes} holds every type there is. */
    public record Settings(
            boolean typingIndicators,
            boolean readReceipts,
            boolean showPresence,
            boolean notificationSound,
            boolean desktopNotifications,
            boolean feedAutoRefresh,
            Map<String, Boolean> notificationTypes) {}

    public record Change(UserId userId, Patch patch, boolean whole) {}

    /** @param notificationTypes those that change */
    public record Patch(
            Optional<Boolean> typingIndicators,
            Optional<Boolean> readReceipts,
            Optional<Boolean> showPresence,
            Optional<Boolean> notificationSound,
            Optional<Boolean> desktopNotifications,
            Optional<Boolean> feedAutoRefresh,
            Map<String, Boolean> notificationTypes) {}

    /** Newest first. */
    public record ListBlocks(UserId userId, int limit, Optional<String> cursor) {}

    public record BlockPage(List<Blocked> items, Optional<String> next) {}

    /** Whom somebody has blocked. */
    public record Blocked(UserId id, String username, Instant blockedAt) {}

    public record Pair(UserId userId, UserId otherId) {}

    /** @param created false when it was there already */
    public record Block(Blocked blocked, boolean created) {}

    public record Unblocked() {}

    public record OfErasure(UserId userId, UUID id) {}

    /**
     * @param username as this service knows it; empty if it knows none
     * @param signedOutUntil tokens issued until then are refused
     * @param erasures newest first, at most 100
     */
    public record Account(
            UserId id, Optional<String> username, Optional<Instant> signedOutUntil, List<Erasure> erasures) {}

    /** Without contents. {@code completedAt} is empty while it goes on. */
    public record Erasure(
            UUID id, UserId userId, Instant requestedAt, Optional<Instant> completedAt, Map<String, Long> erased) {}

    /** @param otherId present for a block or its end */
    public record Changed(UserId userId, Optional<UserId> otherId) {}
}
