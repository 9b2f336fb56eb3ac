package io.devthread.realtime.notification;

import io.devthread.realtime.model.Cursor;
import io.devthread.realtime.model.Export;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.notification.DeedStore.Place;
import io.devthread.realtime.notification.NotificationApi.Deed;
import io.devthread.realtime.notification.NotificationApi.ListNotifications;
import io.devthread.realtime.notification.NotificationApi.NotificationPage;
import io.devthread.realtime.platform.PageRules;
import java.util.List;
import java.util.Optional;

/** What is held here about a person, for that person, a page at a time. */
final class Exports {
    private static final int PAGE = 100;

    private final Notifications notifications;
    private final DeedStore deeds;

    Exports(Notifications notifications, DeedStore deeds) {
        this.notifications = notifications;
        this.deeds = deeds;
    }

    Export.Page notifications(Export.Ask ask) {
        NotificationPage page = notifications.list(new ListNotifications(ask.userId(), PAGE, ask.cursor()));
        return new Export.Page(Json.trees(page.items()), page.next());
    }

    Export.Page deeds(Export.Ask ask) {
        Place after = ask.cursor().map(Exports::place).orElse(Place.BEFORE_ALL);
        List<Interaction> found = deeds.of(ask.userId(), after, PAGE);
        Optional<String> next = found.size() < PAGE ? Optional.empty() : Optional.of(next(found.getLast()));
        return new Export.Page(Json.trees(found.stream().map(Exports::deed).toList()), next);
    }

    private static Deed deed(Interaction interaction) {
        Interaction.Key key = interaction.key();
        NotificationType type = key.group().type();
        return new Deed(
                type.wireName(),
                key.group().user(),
                Optional.of(key.group().subject()).filter(post -> type != NotificationType.FOLLOW),
                key.comment(),
                interaction.stands(),
                interaction.decided().at());
    }

    private static String next(Interaction last) {
        Place place = Place.of(last.key());
        return Cursor.of(place.user(), place.type(), place.subject(), place.object())
                .text();
    }

    private static Place place(String cursor) {
        List<String> key = PageRules.readCursor(() -> Cursor.parse(cursor, 4)).key();
        return PageRules.readCursor(
                () -> new Place(Ids.parse(key.get(0)), key.get(1), Ids.parse(key.get(2)), Ids.parse(key.get(3))));
    }
}
