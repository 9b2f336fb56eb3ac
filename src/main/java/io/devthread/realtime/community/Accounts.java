package io.devthread.realtime.community;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.community.AccountStore.Account;
import io.devthread.realtime.community.CommunityApi.Caller;
import io.devthread.realtime.community.CommunityApi.Credentials;
import io.devthread.realtime.community.CommunityApi.SignedIn;
import io.devthread.realtime.community.CommunityApi.SignedOut;
import io.devthread.realtime.community.CommunityApi.User;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Signing up, in and out. */
final class Accounts {
    private final AccountStore store;
    private final Passwords passwords;
    private final Turns turns;
    private final LoginBackoff backoff;
    private final EventOutbox outbox;
    private final Tokens tokens;
    private final Clock clock;

    Accounts(
            AccountStore store,
            Passwords passwords,
            Turns turns,
            LoginBackoff backoff,
            EventOutbox outbox,
            Tokens tokens,
            Clock clock) {
        this.store = store;
        this.passwords = passwords;
        this.turns = turns;
        this.backoff = backoff;
        this.outbox = outbox;
        this.tokens = tokens;
        this.clock = clock;
    }

    SignedIn register(Credentials given) {
        Credentials credentials = AccountRules.checked(given);
        if (store.find(credentials.username()).isPresent()) {
            throw taken();
        }
        String hash = turns.inTurn(() -> passwords.hash(credentials.password()));
        User user = new User(new UserId(Ids.next()), credentials.username(), now());
        DomainEvent upserted = UserEvents.upserted(user);
        if (!store.insert(user, hash, (connection, inserted) -> outbox.insert(connection, List.of(upserted)))) {
            throw taken();
        }
        outbox.push(List.of(upserted));
        return tokens.issue(user, Instant.EPOCH);
    }

    SignedIn login(Credentials given) {
        Credentials credentials = AccountRules.normalized(given);
        if (!AccountRules.isUsername(credentials.username())) {
            throw wrong();
        }
        backoff.check(credentials.username());
        if (!AccountRules.isPassword(credentials.password())) {
            backoff.failed(credentials.username()); // a guess like any other, only cheaper to refuse
            throw wrong();
        }
        return turns.inTurn(() -> verify(credentials));
    }

    SignedIn refresh(Caller caller) {
        Account account = store.find(caller.userId()).orElseThrow(Accounts::gone);
        if (!caller.issuedAt().isAfter(account.signedOutAt())) {
            throw gone();
        }
        return tokens.issue(account.user(), account.signedOutAt());
    }

    /** The revocation reaches at least the token that was shown, even if the clock that issued it is ahead of ours. */
    SignedOut logout(Caller caller) {
        Instant shown = caller.issuedAt().truncatedTo(ChronoUnit.MILLIS);
        Instant moment = shown.isAfter(now()) ? shown : now();
        DomainEvent revoked = store.signOut(caller.userId(), moment, (connection, account) -> {
                    DomainEvent event = UserEvents.sessionRevoked(account.user(), account.signedOutAt());
                    outbox.insert(connection, List.of(event));
                    return event;
                })
                .orElseThrow(Accounts::gone);
        outbox.push(List.of(revoked));
        return new SignedOut(true);
    }

    /** Looks again whether it may: many guesses at once may have waited for their turn together. */
    private SignedIn verify(Credentials credentials) {
        backoff.check(credentials.username());
        Optional<Account> account = store.find(credentials.username());
        if (!passwords.matches(credentials.password(), account.map(Account::passwordHash))) {
            backoff.failed(credentials.username());
            throw wrong();
        }
        backoff.succeeded(credentials.username());
        return tokens.issue(account.orElseThrow().user(), account.orElseThrow().signedOutAt());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Refusal taken() {
        return Refusal.invalid("username", "is taken");
    }

    private static Refusal wrong() {
        return Refusal.of(Failure.UNAUTHORIZED, "the username or the password is wrong");
    }

    private static Refusal gone() {
        return Refusal.of(Failure.UNAUTHORIZED, "this sign-in is not valid any more");
    }
}
