package io.devthread.realtime.notification;

import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.model.Export;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.ErasureStore.Deleted;
import io.devthread.realtime.notification.Intake.Withdrawn;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Erases what is held here about a person, a batch at a time. What the person did is taken back by the rules of every
 * taking back, so that the counts of others stay honest and their devices are told.
 */
final class Erasing {
    /** Of each kind: a batch must be done well within the time of one request. */
    static final int BATCH = 200;

    private final Intake intake;
    private final ErasureStore store;
    private final Consumer<List<DurableEvent>> delivery;
    private final Consumer<List<UserId>> followers;

    /**
     * @param delivery is told what has been committed; it neither waits nor throws
     * @param followers is told whose follows have changed
     */
    Erasing(
            Intake intake,
            ErasureStore store,
            Consumer<List<DurableEvent>> delivery,
            Consumer<List<UserId>> followers) {
        this.intake = intake;
        this.store = store;
        this.delivery = delivery;
        this.followers = followers;
    }

    Export.Erased erase(Export.Erase request) {
        UserId user = request.userId();
        Withdrawn withdrawn = intake.withdraw(user, BATCH);
        delivery.accept(withdrawn.told());
        Deleted deleted = store.deleteTold(user, BATCH);
        long follows = store.deleteFollows(user, BATCH);
        if (follows > 0) {
            followers.accept(List.of(user));
        }
        long names = store.removeNames(user, BATCH);
        boolean more = withdrawn.interactions() == BATCH
                || deleted.notifications() == BATCH
                || deleted.interactions() == BATCH
                || follows == BATCH
                || names >= BATCH;
        return new Export.Erased(
                Map.of(
                        "deeds",
                        (long) withdrawn.interactions(),
                        "notifications",
                        deleted.notifications(),
                        "follows",
                        follows,
                        "names_in_events",
                        names),
                more);
    }
}
