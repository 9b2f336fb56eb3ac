-- What the feed's banner announces, and which process speaks for the feed.

-- Written by notification with the domain event, so that the count is exact whatever dies; marked by feed.
CREATE TABLE new_posts (
    post_id     uuid PRIMARY KEY,
    author_id   uuid        NOT NULL,
    created_at  timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- It stays for a while, so that another event about the same post does not count it again.
    announced   boolean     NOT NULL DEFAULT false
);

CREATE INDEX new_posts_waiting ON new_posts (created_at DESC, post_id DESC) WHERE NOT announced;
CREATE INDEX new_posts_age ON new_posts (recorded_at);

-- One row: a lease, by the database's clock, and the last announcement.
CREATE TABLE feed_speaker (
    only_one     boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    speaker      uuid,
    speaks_until timestamptz NOT NULL DEFAULT '-infinity',
    announced_at timestamptz,
    -- Committed as announced and perhaps not told yet: whoever finds it tells it (again, with the same ids).
    untold       text
);

INSERT INTO feed_speaker DEFAULT VALUES;
