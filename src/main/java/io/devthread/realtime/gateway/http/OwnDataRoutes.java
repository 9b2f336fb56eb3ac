package io.devthread.realtime.gateway.http;

import io.devthread.realtime.bus.Address;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.gateway.http.Export.Section;
import io.devthread.realtime.messaging.MessagingApi;
import io.devthread.realtime.model.Export.Ask;
import io.devthread.realtime.model.Export.Page;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.presence.PresenceApi;
import io.devthread.realtime.privacy.PrivacyApi;
import io.devthread.realtime.privacy.PrivacyApi.Erasure;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** What is held about a person: to take away, and to erase. */
final class OwnDataRoutes {
    /** Each look waits a while for the end. */
    private static final int LOOKS = 2;

    private static final int PAGE = 100;

    private final Bus bus;
    private final Clock clock;

    OwnDataRoutes(Bus bus, Clock clock) {
        this.bus = bus;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(Route.get("/api/v1/me/export", this::export), Route.delete("/api/v1/me/data", this::erase));
    }

    private Future<Answer> export(ApiCall call) {
        UserId user = call.user();
        var ofUser = new PrivacyApi.OfUser(user);
        return Export.begin(
                clock.instant(),
                List.of(
                        Section.one("user", () -> bus.call(PrivacyApi.ACCOUNT, ofUser)),
                        Section.one("settings", () -> bus.call(PrivacyApi.SETTINGS, ofUser)),
                        Section.one("presence", () -> bus.call(PresenceApi.KEPT, new PresenceApi.OfUser(user))),
                        Section.list("blocks", cursor -> blocks(user, cursor)),
                        Section.list("conversations", cursor -> page(MessagingApi.EXPORT, user, cursor)),
                        Section.list("notifications", cursor -> page(NotificationApi.EXPORT, user, cursor)),
                        Section.list("interactions", cursor -> page(NotificationApi.EXPORT_DEEDS, user, cursor))));
    }

    private Future<Page> page(Address<Ask, Page> address, UserId user, Optional<String> cursor) {
        return bus.call(address, new Ask(user, cursor));
    }

    private Future<Page> blocks(UserId user, Optional<String> cursor) {
        return bus.call(PrivacyApi.BLOCKS, new PrivacyApi.ListBlocks(user, PAGE, cursor))
                .map(page -> new Page(Json.trees(page.items()), page.next()));
    }

    private Future<Answer> erase(ApiCall call) {
        return bus.call(PrivacyApi.ERASE, new PrivacyApi.OfUser(call.user()))
                .compose(erasure -> awaitEnd(erasure, LOOKS))
                .map(erasure -> Answer.underWay(erasure.completedAt().isPresent(), erasure));
    }

    private Future<Erasure> awaitEnd(Erasure erasure, int looks) {
        if (erasure.completedAt().isPresent() || looks == 0) {
            return Future.succeededFuture(erasure);
        }
        return bus.call(PrivacyApi.ERASURE, new PrivacyApi.OfErasure(erasure.userId(), erasure.id()))
                .compose(later -> awaitEnd(later, looks - 1));
    }
}
