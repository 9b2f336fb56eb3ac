package io.devthread.realtime.community;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.community.AccountStore.Account;
import io.devthread.realtime.community.CommunityApi.SearchUsers;
import io.devthread.realtime.community.CommunityApi.User;
import io.devthread.realtime.community.CommunityApi.UserPage;
import io.devthread.realtime.model.Cursor;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.PageRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finding people: by the beginning of a name, in the order of their names; by token; by mention. */
final class Users {
    private static final int MAX_QUERY_CHARS = 64;

    /** One text must not notify the whole community. */
    static final int MAX_MENTIONED = 50;

    private final AccountStore store;

    Users(AccountStore store) {
        this.store = store;
    }

    UserPage search(SearchUsers request) {
        int limit = PageRules.checkedLimit(request.limit());
        List<User> found = store.search(prefix(request.query()), lastName(request.cursor()), limit + 1);
        if (found.size() <= limit) {
            return new UserPage(found, Optional.empty());
        }
        String next = Cursor.of(found.get(limit - 1).username()).text();
        return new UserPage(found.subList(0, limit), Optional.of(next));
    }

    /**
     * Who acts. The service takes tokens of other people too, who are nobody here.
     *
     * @throws Refusal {@code forbidden}
     */
    User acting(UserId id) {
        return store.find(id)
                .map(Account::user)
                .orElseThrow(() -> Refusal.of(Failure.FORBIDDEN, "you have no account in this community"));
    }

    /** The first {@value #MAX_MENTIONED} people whom the text mentions, without its writer. */
    List<User> mentionedIn(String content, User writer) {
        Mentions mentions = Mentions.in(content);
        if (mentions.candidates().isEmpty()) {
            return List.of();
        }
        Map<String, User> known = store.findAll(mentions.names());
        return mentions.among(known.keySet()).stream()
                .map(known::get)
                .filter(person -> !person.id().equals(writer.id()))
                .limit(MAX_MENTIONED)
                .toList();
    }

    /** Of the page before; empty on the first. */
    private static String lastName(Optional<String> cursor) {
        String name = PageRules.cursor(cursor, Cursor.of("")).key().getFirst();
        if (cursor.isPresent() && !AccountRules.isUsername(name)) {
            throw Refusal.invalid("cursor", "must be the next of the page before");
        }
        return name;
    }

    private static String prefix(String query) {
        String prefix = Optional.ofNullable(query).map(AccountRules::normalized).orElse("");
        if (prefix.length() > MAX_QUERY_CHARS || prefix.indexOf('\0') >= 0) {
            throw Refusal.invalid("query", "must have at most " + MAX_QUERY_CHARS + " characters, no U+0000");
        }
        return prefix;
    }
}
