package io.devthread.realtime.community;

import static io.devthread.realtime.community.CommunityApi.COMMENTS;
import static io.devthread.realtime.community.CommunityApi.DELETE_POST;
import static io.devthread.realtime.community.CommunityApi.FOLLOW;
import static io.devthread.realtime.community.CommunityApi.LIKE;
import static io.devthread.realtime.community.CommunityApi.LOGIN;
import static io.devthread.realtime.community.CommunityApi.LOGOUT;
import static io.devthread.realtime.community.CommunityApi.POST;
import static io.devthread.realtime.community.CommunityApi.POSTS;
import static io.devthread.realtime.community.CommunityApi.REFRESH;
import static io.devthread.realtime.community.CommunityApi.REGISTER;
import static io.devthread.realtime.community.CommunityApi.USER;
import static io.devthread.realtime.community.CommunityApi.USERS;
import static io.devthread.realtime.community.CommunityApi.WRITE_COMMENT;
import static io.devthread.realtime.community.CommunityApi.WRITE_POST;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.TokenSigner;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;

/** Serves {@link CommunityApi}. To be deployed with virtual threads, one instance per process. */
public final class CommunityVerticle extends VerticleBase {
    private static final Duration FORGET_FAILURES_EVERY = Duration.ofMinutes(10);

    /** Half of the connections to PostgreSQL that a process has by default. */
    private static final int CHANGES_AT_ONCE = 4;

    private final Bus bus;
    private final Postgres postgres;
    private final TokenSigner signer;
    private final CommunityConfig config;
    private final Clock clock;

    public CommunityVerticle(Bus bus, Postgres postgres, TokenSigner signer, CommunityConfig config, Clock clock) {
        this.bus = bus;
        this.postgres = postgres;
        this.signer = signer;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        AccountStore accountStore = new AccountStore(postgres);
        FollowStore followStore = new FollowStore(postgres);
        PostStore postStore = new PostStore(postgres);
        Passwords passwords = new Passwords(workers(), config);
        EventOutbox outbox = new EventOutbox(new EventOutboxStore(postgres), bus, context, clock, new SecureRandom());
        Changes changes = new Changes(postgres, outbox, new Turns(CHANGES_AT_ONCE, config.inFlight()));
        new Seeds(accountStore, followStore, postStore, passwords, changes, clock).plant();
        vertx.setPeriodic(1, config.outboxEvery().toMillis(), timer -> outbox.drain());
        Users users = new Users(accountStore);
        return Future.all(
                serve(accounts(accountStore, passwords, outbox)),
                serve(users, new Follows(followStore, users, changes, clock)),
                serve(new Posts(postStore, users, changes, clock)),
                serve(new Comments(new CommentStore(postgres), postStore, users, changes, clock)));
    }

    private Accounts accounts(AccountStore store, Passwords passwords, EventOutbox outbox) {
        LoginBackoff backoff = new LoginBackoff(new LoginFailureStore(postgres), clock);
        vertx.setPeriodic(FORGET_FAILURES_EVERY.toMillis(), timer -> backoff.forgetOld());
        Turns turns = new Turns(config.hashers(), config.waitingHashes());
        Tokens tokens = new Tokens(signer, config.tokenTtl(), clock);
        return new Accounts(store, passwords, turns, backoff, outbox, tokens, clock);
    }

    private Future<?> serve(Accounts accounts) {
        int inFlight = config.inFlight();
        return Future.all(
                bus.serve(REGISTER, inFlight, accounts::register),
                bus.serve(LOGIN, inFlight, accounts::login),
                bus.serve(REFRESH, inFlight, accounts::refresh),
                bus.serve(LOGOUT, inFlight, accounts::logout));
    }

    private Future<?> serve(Users users, Follows follows) {
        int inFlight = config.inFlight();
        return Future.all(
                bus.serve(USERS, inFlight, users::search),
                bus.serve(USER, inFlight, follows::find),
                bus.serve(FOLLOW, inFlight, follows::change));
    }

    private Future<?> serve(Posts posts) {
        int inFlight = config.inFlight();
        return Future.all(
                bus.serve(POSTS, inFlight, posts::list),
                bus.serve(POST, inFlight, posts::find),
                bus.serve(WRITE_POST, inFlight, posts::write),
                bus.serve(DELETE_POST, inFlight, posts::delete),
                bus.serve(LIKE, inFlight, posts::like));
    }

    private Future<?> serve(Comments comments) {
        int inFlight = config.inFlight();
        return Future.all(
                bus.serve(COMMENTS, inFlight, comments::list), bus.serve(WRITE_COMMENT, inFlight, comments::write));
    }

    /** Closed with the verticle. */
    private WorkerExecutor workers() {
        return vertx.createSharedWorkerExecutor("community-passwords", config.hashers());
    }
}
