package io.devthread.realtime.privacy;

import io.devthread.realtime.bus.Address;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.delivery.LogErasure;
import io.devthread.realtime.model.Export;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.privacy.PrivacyApi.OfUser;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What is erased, in which order. Each step finds only what is left, so all of them may be done again from the start.
 * What belongs to others stays: the messages that they wrote, and their blocks of this user. The user's id and name stay
 * too; they go when the account does ({@code user_deleted}).
 */
final class ErasureSteps {
    private final Bus bus;
    private final List<Address<Export.Erase, Export.Erased>> capabilities;
    private final OwnSettings settings;
    private final Blocks blocks;
    private final LogErasure logs;

    /** @param capabilities those that hold data about people, in the order in which they are to erase it */
    ErasureSteps(
            Bus bus,
            List<Address<Export.Erase, Export.Erased>> capabilities,
            OwnSettings settings,
            Blocks blocks,
            LogErasure logs) {
        this.bus = bus;
        this.capabilities = capabilities;
        this.settings = settings;
        this.blocks = blocks;
        this.logs = logs;
    }

    /**
     * Each capability takes what it erases out of the logs of others too. The log of the user goes last: connected
     * devices see that, and load everything anew.
     *
     * @param erased is told after each batch how much of each kind is gone
     */
    void erase(UserId user, Consumer<Map<String, Long>> erased) {
        capabilities.forEach(capability -> inBatches(capability, user, erased));
        erased.accept(Map.of("settings", settings.forget(new OfUser(user))));
        endBlocks(user, erased);
        logs.forget(user).await();
    }

    private void endBlocks(UserId user, Consumer<Map<String, Long>> erased) {
        long gone;
        do {
            gone = blocks.unblockSome(user);
            erased.accept(Map.of("blocks", gone));
        } while (gone > 0);
    }

    private void inBatches(
            Address<Export.Erase, Export.Erased> address, UserId user, Consumer<Map<String, Long>> erased) {
        Export.Erased batch = new Export.Erased(Map.of(), true);
        while (batch.more()) {
            batch = bus.call(address, new Export.Erase(user, batch.cursor())).await();
            erased.accept(batch.erased());
        }
    }
}
