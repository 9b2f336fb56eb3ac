ALTER TABLE messages
    DROP COLUMN read_revealed,
    ADD COLUMN delivered_at timestamptz;
DROP INDEX conversations_undelivered_b;
DROP INDEX conversations_undelivered_a;
ALTER TABLE conversations
    DROP COLUMN told_b,
    DROP COLUMN told_a,
    DROP COLUMN delivered_b,
    DROP COLUMN delivered_a;
