package io.devthread.realtime.privacy;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.privacy.PrivacyApi.Change;
import io.devthread.realtime.privacy.PrivacyApi.Patch;
import io.devthread.realtime.privacy.PrivacyApi.Settings;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What may be chosen, and what holds for who has chosen nothing: the same defaults as in the table. */
final class SettingsRules {
    static final Settings DEFAULTS = new Settings(true, true, true, false, false, false, types(Set.of()));

    private SettingsRules() {}

    /**
     * What a change sets: all of it where it is the whole.
     *
     * @throws Refusal {@code invalid_data} for a type of notification that does not exist
     */
    static Patch resolved(Change change) {
        change.patch().notificationTypes().keySet().forEach(SettingsRules::checkType);
        return change.whole() ? whole(change.patch()) : change.patch();
    }

    /** Every type there is, in one order: on, unless it is muted. */
    static Map<String, Boolean> types(Collection<String> muted) {
        Map<String, Boolean> types = new LinkedHashMap<>();
        NotificationApi.TYPES.forEach(type -> types.put(type, !muted.contains(type)));
        return Collections.unmodifiableMap(types);
    }

    private static void checkType(String type) {
        if (!NotificationApi.TYPES.contains(type)) {
            throw Refusal.invalid(
                    "notification_types",
                    "has no \"%s\"; there are: %s".formatted(type, String.join(", ", NotificationApi.TYPES)));
        }
    }

    private static Patch whole(Patch given) {
        Map<String, Boolean> types = new LinkedHashMap<>(DEFAULTS.notificationTypes());
        types.putAll(given.notificationTypes());
        return new Patch(
                Optional.of(given.typingIndicators().orElse(DEFAULTS.typingIndicators())),
                Optional.of(given.readReceipts().orElse(DEFAULTS.readReceipts())),
                Optional.of(given.showPresence().orElse(DEFAULTS.showPresence())),
                Optional.of(given.notificationSound().orElse(DEFAULTS.notificationSound())),
                Optional.of(given.desktopNotifications().orElse(DEFAULTS.desktopNotifications())),
                Optional.of(given.feedAutoRefresh().orElse(DEFAULTS.feedAutoRefresh())),
                types);
    }
}
