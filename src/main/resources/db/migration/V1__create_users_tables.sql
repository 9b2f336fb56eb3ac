-- What other services told us: the users as far as this service needs them, whose tokens are refused, and the domain
-- events themselves. Written by notification, which takes in domain events; usernames are read by join elsewhere.

CREATE TABLE users (
    id         uuid PRIMARY KEY,
    username   text        NOT NULL,
    deleted    boolean     NOT NULL DEFAULT false,
    -- The event that decided this row. Events come twice and out of order: the newest wins, ties by id.
    decided_at timestamptz NOT NULL,
    decided_by uuid        NOT NULL
);

CREATE TABLE revocations (
    user_id      uuid PRIMARY KEY,
    -- Tokens issued at or before this moment are refused.
    issued_until timestamptz NOT NULL,
    -- When this row was last written, by the database's clock: what a gateway asks by.
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX revocations_recorded_at ON revocations (recorded_at);

CREATE TABLE domain_events (
    -- The producer's idempotency key.
    id             uuid PRIMARY KEY,
    type           text        NOT NULL,
    actor_id       uuid        NOT NULL,
    actor_username text,
    recipient_id   uuid,
    post_id        uuid,
    comment_id     uuid,
    like_count     bigint,
    comment_count  bigint,
    created_at     timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);
