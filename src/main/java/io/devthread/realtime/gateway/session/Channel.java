package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import java.util.List;
import java.util.UUID;

/** What one can subscribe to (contract section 2.2). Its {@code toString} is its name on the wire. */
public sealed interface Channel {
    record Personal(UserId user) implements Channel {
        @Override
        public String toString() {
            return "user:" + user;
        }
    }

    record Conversation(ConversationId id) implements Channel {
        @Override
        public String toString() {
            return "conversation:" + id;
        }
    }

    record Feed() implements Channel {
        @Override
        public String toString() {
            return "feed";
        }
    }

    record Post(UUID id) implements Channel {
        @Override
        public String toString() {
            return "post:" + id;
        }
    }

    /** @throws Refusal {@code invalid_data} for what is no channel name */
    static Channel parse(String name) {
        int colon = name.indexOf(':');
        String kind = colon < 0 ? name : name.substring(0, colon);
        String id = colon < 0 ? "" : name.substring(colon + 1);
        try {
            return switch (kind) {
                case "user" -> new Personal(UserId.parse(id));
                case "conversation" -> new Conversation(ConversationId.parse(id));
                case "post" -> new Post(Ids.parse(id));
                case "feed" -> feed(name);
                default -> throw unknown();
            };
        } catch (IllegalArgumentException e) {
            throw unknown();
        }
    }

    static List<ConversationId> conversations(List<Channel> channels) {
        return channels.stream()
                .filter(Conversation.class::isInstance)
                .map(channel -> ((Conversation) channel).id())
                .toList();
    }

    private static Channel feed(String name) {
        if (!name.equals("feed")) {
            throw unknown();
        }
        return new Feed();
    }

    private static Refusal unknown() {
        return Refusal.invalid("channel", "must be feed, post:<uuid>, conversation:<uuid> or user:<uuid>");
    }
}
