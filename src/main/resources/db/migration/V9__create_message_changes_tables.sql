-- What becomes of messages after they were sent: edited, deleted, erased, purged; and how their content is stored.

-- The content under encryption at rest; content is empty then. Null: content holds it as it is.
ALTER TABLE messages ADD COLUMN content_cipher bytea;

-- How often the message has changed since it was sent: numbers the events of its edits, and says which state is newer.
ALTER TABLE messages ADD COLUMN revision bigint NOT NULL DEFAULT 0;

-- Purging reads the oldest. New messages go to the index's end, which is cheap.
CREATE INDEX messages_by_age ON messages (sent_at);

-- What has to be replaced in people's event logs: written with the change, deleted when it is done. A later state of the
-- same thing takes the place of an earlier one.
CREATE TABLE log_redactions (
    user_id    uuid        NOT NULL,
    about      uuid        NOT NULL,
    version    bigint      NOT NULL,
    -- Whose words they are: an erasure has no end before the last of them is replaced.
    author_id  uuid        NOT NULL,
    event_ids  uuid[]      NOT NULL,
    body       text        NOT NULL,
    -- Whether one of the events may not have been in the log yet when this was written.
    unlogged   boolean     NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, about)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

CREATE INDEX log_redactions_by_age ON log_redactions (created_at);
CREATE INDEX log_redactions_by_author ON log_redactions (author_id);

-- Sends whose message is gone (purged, or erased together with its client_message_id), for 30 days, so that a repeat
-- still sends nothing twice. Nothing personal: the id that the sender's device chose is kept as a digest.
CREATE TABLE gone_sends (
    sender_id             uuid        NOT NULL,
    client_message_digest bytea       NOT NULL,
    message_id            uuid        NOT NULL,
    conversation_id       uuid        NOT NULL,
    conversation_seq      bigint      NOT NULL,
    sent_at               timestamptz NOT NULL,
    gone_at               timestamptz NOT NULL,
    PRIMARY KEY (sender_id, client_message_digest)
);

CREATE INDEX gone_sends_by_age ON gone_sends (gone_at);

-- The keys that content has been encrypted with: a process that lacks one must not start, it could not read.
CREATE TABLE content_keys (
    key_id        bigint PRIMARY KEY,
    first_used_at timestamptz NOT NULL DEFAULT now()
);
