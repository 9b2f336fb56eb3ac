-- The sample application's own tables. The service reads none of them: it knows only the domain events that come out
-- of community_outbox.

CREATE TABLE community_users (
    id            uuid PRIMARY KEY,
    -- Lower case only. The "C" collation lets the unique index answer searches by prefix.
    username      text COLLATE "C" NOT NULL UNIQUE,
    password_hash text             NOT NULL,
    created_at    timestamptz      NOT NULL,
    -- The moment of the last sign-out: tokens issued until then are void, new ones are issued after it.
    signed_out_at timestamptz      NOT NULL DEFAULT 'epoch'
);

CREATE TABLE community_follows (
    follower_id uuid        NOT NULL REFERENCES community_users ON DELETE CASCADE,
    followee_id uuid        NOT NULL REFERENCES community_users ON DELETE CASCADE,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (follower_id, followee_id),
    CHECK (follower_id <> followee_id)
);

CREATE INDEX community_follows_followee ON community_follows (followee_id);

-- Failed logins by the name that was tried, whether or not it exists: the answer must not tell.
CREATE TABLE community_login_failures (
    username  text COLLATE "C" PRIMARY KEY,
    failures  int         NOT NULL,
    failed_at timestamptz NOT NULL
);

CREATE INDEX community_login_failures_failed_at ON community_login_failures (failed_at);

-- Domain events that notification has not accepted yet; a row is deleted when it has.
CREATE TABLE community_outbox (
    id              uuid PRIMARY KEY,
    event           text        NOT NULL,
    attempts        int         NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL
);

CREATE INDEX community_outbox_next_attempt_at ON community_outbox (next_attempt_at);
