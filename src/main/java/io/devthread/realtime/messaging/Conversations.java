package io.devthread.realtime.messaging;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.messaging.ConversationStore.Pair;
import io.devthread.realtime.messaging.MessagingApi.Conversation;
import io.devthread.realtime.messaging.MessagingApi.ConversationPage;
import io.devthread.realtime.messaging.MessagingApi.ListConversations;
import io.devthread.realtime.messaging.MessagingApi.OpenConversation;
import io.devthread.realtime.messaging.MessagingApi.Opened;
import io.devthread.realtime.messaging.MessagingApi.Participants;
import io.devthread.realtime.messaging.MessagingApi.Participation;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Cursor;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.PageRules;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Who talks with whom. A pair of users has one conversation, whoever opens it, and it is private to the two. */
final class Conversations {
    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");
    private static final UUID LAST_ID = new UUID(-1, -1);

    private final ConversationStore store;
    private final ParticipantReads participants;
    private final Clock clock;

    Conversations(ConversationStore store, ParticipantReads participants, Clock clock) {
        this.store = store;
        this.participants = participants;
        this.clock = clock;
    }

    Opened open(OpenConversation request) {
        if (request.participantId() == null || request.participantId().equals(request.userId())) {
            throw Refusal.invalid("participant_id", "must be another user");
        }
        Pair pair = new Pair(request.userId(), request.participantId());
        Optional<Conversation> existing = store.find(pair);
        if (existing.isPresent()) {
            return new Opened(existing.get(), false);
        }
        boolean created = store.insert(List.of(pair), now()) == 1;
        return new Opened(
                store.find(pair).orElseThrow(() -> whyNone(List.of(pair)).get(pair)), created);
    }

    ConversationPage list(ListConversations request) {
        int limit = PageRules.checkedLimit(request.limit());
        Cursor start = PageRules.cursor(request.cursor(), Cursor.of(END_OF_TIME.toEpochMilli(), LAST_ID));
        List<Conversation> found = store.list(request.userId(), moment(start), id(start), limit + 1);
        if (found.size() <= limit) {
            return new ConversationPage(found, Optional.empty());
        }
        Conversation last = found.get(limit - 1);
        String next = Cursor.of(last.updatedAt().toEpochMilli(), last.id()).text();
        return new ConversationPage(found.subList(0, limit), Optional.of(next));
    }

    Participants participants(Participation request) {
        List<ConversationId> all = new ArrayList<>(List.of(request.conversationId()));
        request.further().ifPresent(all::addAll);
        List<List<UserId>> users = requireParticipant(request.userId(), all);
        return new Participants(users.getFirst(), request.further().map(further -> users.subList(1, users.size())));
    }

    /** @throws Refusal {@code forbidden}, the same for a conversation of others and for one that does not exist */
    void requireParticipant(UserId user, ConversationId conversation) {
        requireParticipant(user, List.of(conversation));
    }

    private List<List<UserId>> requireParticipant(UserId user, List<ConversationId> conversations) {
        List<List<UserId>> users = participants.of(conversations);
        if (!users.stream().allMatch(both -> both.contains(user))) {
            throw Refusal.of(Failure.FORBIDDEN, "you do not take part in this conversation");
        }
        return users;
    }

    /**
     * The conversations of the pairs, opened where missing; a pair that can't have one is not in the answer, and
     * {@link #whyNone} says why. The same few statements however many they are.
     */
    Map<Pair, ConversationId> openAll(List<Pair> pairs) {
        Map<Pair, ConversationId> found = new HashMap<>(store.ids(pairs));
        List<Pair> missing =
                pairs.stream().filter(pair -> !found.containsKey(pair)).toList();
        if (!missing.isEmpty()) {
            store.insert(missing, now());
            found.putAll(store.ids(missing));
        }
        return found;
    }

    /** Of pairs who have no conversation and can't open one. */
    Map<Pair, Refusal> whyNone(List<Pair> pairs) {
        Map<Pair, Set<UserId>> blockers = store.blockers(pairs);
        Map<Pair, Refusal> reasons = new HashMap<>();
        for (Pair pair : pairs) {
            Optional<Set<UserId>> between = Optional.ofNullable(blockers.get(pair));
            reasons.put(
                    pair,
                    between.map(some -> BlockRules.refusal(pair.user(), some))
                            .orElseGet(() -> Refusal.of(Failure.NOT_FOUND, "there is no such user")));
        }
        return reasons;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Instant moment(Cursor cursor) {
        long millis = PageRules.readCursor(() -> Long.parseLong(cursor.key().get(0)));
        return Instant.ofEpochMilli(Math.clamp(millis, 0, END_OF_TIME.toEpochMilli()));
    }

    private static UUID id(Cursor cursor) {
        return PageRules.readCursor(() -> Ids.parse(cursor.key().get(1)));
    }
}
