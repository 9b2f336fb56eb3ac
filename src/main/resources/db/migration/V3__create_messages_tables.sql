-- Conversations of two and their messages. The row of a conversation is also its lock: whoever writes a message holds
-- it, so last_seq and the unread counters are exact and a conversation's numbers have no gaps.

CREATE TABLE conversations (
    id         uuid PRIMARY KEY,
    -- The two participants, the smaller id first, so that a pair has one conversation however it was opened.
    user_a     uuid        NOT NULL,
    user_b     uuid        NOT NULL,
    -- The conversation_seq of the newest message; 0 when there is none.
    last_seq   bigint      NOT NULL DEFAULT 0,
    -- How many messages of the other one each participant has not read.
    unread_a   bigint      NOT NULL DEFAULT 0 CHECK (unread_a >= 0),
    unread_b   bigint      NOT NULL DEFAULT 0 CHECK (unread_b >= 0),
    created_at timestamptz NOT NULL,
    -- When the newest message was sent; lists are sorted by it.
    updated_at timestamptz NOT NULL,
    CHECK (user_a < user_b),
    UNIQUE (user_a, user_b)
);

-- A user's list is read from both, newest first, each only as far as the page goes.
CREATE INDEX conversations_of_a ON conversations (user_a, updated_at DESC, id DESC);
CREATE INDEX conversations_of_b ON conversations (user_b, updated_at DESC, id DESC);

CREATE TABLE messages (
    id                uuid PRIMARY KEY,
    conversation_id   uuid        NOT NULL REFERENCES conversations,
    conversation_seq  bigint      NOT NULL,
    sender_id         uuid        NOT NULL,
    client_message_id text        NOT NULL,
    content           text        NOT NULL,
    sent_at           timestamptz NOT NULL,
    -- What became of it, on the row itself, so that history needs no join.
    delivered_at      timestamptz,
    read_at           timestamptz,
    edited_at         timestamptz,
    deleted_at        timestamptz,
    -- Order and history; also what makes a numbering mistake an error instead of a wrong order.
    UNIQUE (conversation_id, conversation_seq),
    -- A repeated send finds its first answer here, at any later time.
    UNIQUE (sender_id, client_message_id)
);
