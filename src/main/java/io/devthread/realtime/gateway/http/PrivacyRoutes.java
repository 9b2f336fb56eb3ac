package io.devthread.realtime.gateway.http;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.gateway.session.Data;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.privacy.PrivacyApi;
import io.devthread.realtime.privacy.PrivacyApi.Patch;
import io.vertx.core.Future;
import java.util.List;

/** What a person lets others see, and whom the person has blocked. */
final class PrivacyRoutes {
    private static final String SETTINGS = "/api/v1/settings";
    private static final String BLOCKS = "/api/v1/blocks";
    private static final String BLOCK = BLOCKS + "/:user_id";

    private final Bus bus;

    PrivacyRoutes(Bus bus) {
        this.bus = bus;
    }

    List<Route> routes() {
        return List.of(
                Route.get(SETTINGS, this::settings),
                Route.put(SETTINGS, call -> change(call, true)),
                Route.patch(SETTINGS, call -> change(call, false)),
                Route.get(BLOCKS, this::blocks),
                Route.put(BLOCK, this::block),
                Route.delete(BLOCK, this::unblock));
    }

    private Future<Answer> settings(ApiCall call) {
        return bus.call(PrivacyApi.SETTINGS, new PrivacyApi.OfUser(call.user())).map(Answer::ok);
    }

    private Future<Answer> change(ApiCall call, boolean whole) {
        var change = new PrivacyApi.Change(call.user(), patch(call.data()), whole);
        return bus.call(PrivacyApi.CHANGE_SETTINGS, change).map(Answer::ok);
    }

    private static Patch patch(Data data) {
        return new Patch(
                data.optionalFlag("typing_indicators"),
                data.optionalFlag("read_receipts"),
                data.optionalFlag("show_presence"),
                data.optionalFlag("notification_sound"),
                data.optionalFlag("desktop_notifications"),
                data.optionalFlag("feed_auto_refresh"),
                data.flags("notification_types"));
    }

    private Future<Answer> blocks(ApiCall call) {
        return bus.call(PrivacyApi.BLOCKS, new PrivacyApi.ListBlocks(call.user(), call.limit(), call.cursor()))
                .map(Answer::ok);
    }

    private Future<Answer> block(ApiCall call) {
        return bus.call(PrivacyApi.BLOCK, pair(call)).map(block -> Answer.created(block.created(), block.blocked()));
    }

    private Future<Answer> unblock(ApiCall call) {
        return bus.call(PrivacyApi.UNBLOCK, pair(call)).map(gone -> Answer.deleted());
    }

    private static PrivacyApi.Pair pair(ApiCall call) {
        return new PrivacyApi.Pair(call.user(), call.pathId("user_id", UserId::parse));
    }
}
