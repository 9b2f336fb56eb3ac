package io.devthread.realtime.privacy;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Columns;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.privacy.PrivacyApi.Patch;
import io.devthread.realtime.privacy.PrivacyApi.Settings;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Table {@code settings}: a row for each user who has ever chosen something. */
final class SettingsStore {
    static final String FIND = "SELECT * FROM settings WHERE user_id = $1";

    /** One statement, so that two devices that change different things at once lose neither. */
    private static final String CHANGE = """
            INSERT INTO settings AS s (user_id, typing_indicators, read_receipts, show_presence, notification_sound,
                                       desktop_notifications, feed_auto_refresh, muted_types, updated_at)
            VALUES ($1, coalesce($2, $11), coalesce($3, $12), coalesce($4, $13), coalesce($5, $14), coalesce($6, $15),
                    coalesce($7, $16), $8::text[], $10)
            ON CONFLICT (user_id) DO UPDATE
            SET typing_indicators = coalesce($2, s.typing_indicators), read_receipts = coalesce($3, s.read_receipts),
                show_presence = coalesce($4, s.show_presence),
                notification_sound = coalesce($5, s.notification_sound),
                desktop_notifications = coalesce($6, s.desktop_notifications),
                feed_auto_refresh = coalesce($7, s.feed_auto_refresh),
                muted_types = ARRAY(SELECT unnest(s.muted_types) EXCEPT SELECT unnest($9::text[])
                                    UNION SELECT unnest($8::text[]) ORDER BY 1),
                updated_at = excluded.updated_at
            RETURNING *
            """;

    private static final String DELETE = "DELETE FROM settings WHERE user_id = $1";

    private final Postgres postgres;

    SettingsStore(Postgres postgres) {
        this.postgres = postgres;
    }

    Settings find(UserId user) {
        for (Row row : postgres.query(FIND, user.value())) {
            return settings(row);
        }
        return SettingsRules.DEFAULTS;
    }

    /** @return all of them as they are then */
    Settings change(UserId user, Patch patch, Instant now) {
        Settings defaults = SettingsRules.DEFAULTS;
        Row row = postgres.query(
                        CHANGE,
                        user.value(),
                        orNull(patch.typingIndicators()),
                        orNull(patch.readReceipts()),
                        orNull(patch.showPresence()),
                        orNull(patch.notificationSound()),
                        orNull(patch.desktopNotifications()),
                        orNull(patch.feedAutoRefresh()),
                        types(patch, false),
                        types(patch, true),
                        now.atOffset(ZoneOffset.UTC),
                        defaults.typingIndicators(),
                        defaults.readReceipts(),
                        defaults.showPresence(),
                        defaults.notificationSound(),
                        defaults.desktopNotifications(),
                        defaults.feedAutoRefresh())
                .iterator()
                .next();
        return settings(row);
    }

    /** @return how many rows there were */
    long delete(UserId user) {
        return postgres.query(DELETE, user.value()).rowCount();
    }

    private static String[] types(Patch patch, boolean on) {
        var chosen = patch.notificationTypes().entrySet().stream()
                .filter(type -> type.getValue() == on)
                .toList();
        return Columns.of(chosen).column(String[]::new, Map.Entry::getKey);
    }

    /** How a statement is told that there is nothing. */
    private static Boolean orNull(Optional<Boolean> flag) {
        return flag.orElse(null);
    }

    private static Settings settings(Row row) {
        return new Settings(
                row.getBoolean("typing_indicators"),
                row.getBoolean("read_receipts"),
                row.getBoolean("show_presence"),
                row.getBoolean("notification_sound"),
                row.getBoolean("desktop_notifications"),
                row.getBoolean("feed_auto_refresh"),
                SettingsRules.types(Set.of(row.getArrayOfStrings("muted_types"))));
    }
}
