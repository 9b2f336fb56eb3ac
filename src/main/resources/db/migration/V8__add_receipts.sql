-- What has become of messages: delivered as a mark per conversation and participant, because devices confirm in order;
-- read per message, because people do not read in order.

ALTER TABLE conversations
    -- The conversation_seq up to which a device of each participant has confirmed everything.
    ADD COLUMN delivered_a bigint NOT NULL DEFAULT 0,
    ADD COLUMN delivered_b bigint NOT NULL DEFAULT 0,
    -- How many durable events each participant has been sent about this conversation: the place of the last one. An
    -- unread count is right on every device only if its events come in the order in which it changed.
    ADD COLUMN told_a bigint NOT NULL DEFAULT 0,
    ADD COLUMN told_b bigint NOT NULL DEFAULT 0;

-- Until now each message was one event for both.
UPDATE conversations SET told_a = last_seq, told_b = last_seq;

-- The conversations in which a user's devices have something to confirm, however many others there are.
CREATE INDEX conversations_undelivered_a ON conversations (user_a) WHERE delivered_a < last_seq;
CREATE INDEX conversations_undelivered_b ON conversations (user_b) WHERE delivered_b < last_seq;

ALTER TABLE messages
    DROP COLUMN delivered_at,
    -- Whether its sender may ever know that it was read: decided when it was read, and never again.
    ADD COLUMN read_revealed boolean NOT NULL DEFAULT false;
