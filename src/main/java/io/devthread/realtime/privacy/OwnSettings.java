package io.devthread.realtime.privacy;

import io.devthread.realtime.privacy.PrivacyApi.Change;
import io.devthread.realtime.privacy.PrivacyApi.Changed;
import io.devthread.realtime.privacy.PrivacyApi.OfUser;
import io.devthread.realtime.privacy.PrivacyApi.Settings;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/** What people have chosen for themselves. */
final class OwnSettings {
    private final SettingsStore store;
    private final Consumer<Changed> changed;
    private final Clock clock;

    /** @param changed is told of what has been committed */
    OwnSettings(SettingsStore store, Consumer<Changed> changed, Clock clock) {
        this.store = store;
        this.changed = changed;
        this.clock = clock;
    }

    Settings find(OfUser request) {
        return store.find(request.userId());
    }

    Settings change(Change change) {
        Settings settings = store.change(change.userId(), SettingsRules.resolved(change), clock.instant());
        changed.accept(new Changed(change.userId(), Optional.empty()));
        return settings;
    }

    /** For an erasure. @return how many rows there were */
    long forget(OfUser request) {
        long deleted = store.delete(request.userId());
        changed.accept(new Changed(request.userId(), Optional.empty()));
        return deleted;
    }
}
