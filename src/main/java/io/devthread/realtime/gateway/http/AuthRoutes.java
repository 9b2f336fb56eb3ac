package io.devthread.realtime.gateway.http;

import io.devthread.realtime.bus.Address;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.community.CommunityApi;
import io.devthread.realtime.community.CommunityApi.Caller;
import io.devthread.realtime.community.CommunityApi.Credentials;
import io.devthread.realtime.gateway.session.Data;
import io.vertx.core.Future;
import java.util.List;

/** Signing in and out of the sample application. */
final class AuthRoutes {
    private final Bus bus;

    AuthRoutes(Bus bus) {
        this.bus = bus;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/api/v1/auth/login", call -> signIn(CommunityApi.LOGIN, call))
                        .open(),
                Route.post("/api/v1/auth/register", call -> signIn(CommunityApi.REGISTER, call))
                        .open(),
                Route.post("/api/v1/auth/refresh", call -> forCaller(CommunityApi.REFRESH, call)),
                Route.post("/api/v1/auth/logout", call -> forCaller(CommunityApi.LOGOUT, call)));
    }

    private Future<Answer> signIn(Address<Credentials, CommunityApi.SignedIn> address, ApiCall call) {
        Data data = call.data();
        return bus.call(address, new Credentials(data.text("username"), data.text("password")))
                .map(Answer::ok);
    }

    private <R> Future<Answer> forCaller(Address<Caller, R> address, ApiCall call) {
        return bus.call(address, new Caller(call.user(), call.identity().issuedAt()))
                .map(Answer::ok);
    }
}
