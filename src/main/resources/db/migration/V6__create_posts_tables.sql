-- Posts of the sample application, who likes them and what is said below them.

-- Of the newest domain event about whom this person follows. Each is later than the one before, however clocks run,
-- so that "the newest wins" is right also for a follow, an unfollow and a follow within one millisecond.
ALTER TABLE community_users ADD COLUMN followed_at timestamptz NOT NULL DEFAULT 'epoch';

CREATE TABLE community_posts (
    id            uuid PRIMARY KEY,
    author_id     uuid        NOT NULL REFERENCES community_users ON DELETE CASCADE,
    content       text        NOT NULL,
    -- Exact: changed under the row's lock, in the transaction that adds or removes what they count.
    like_count    bigint      NOT NULL DEFAULT 0 CHECK (like_count >= 0),
    comment_count bigint      NOT NULL DEFAULT 0 CHECK (comment_count >= 0),
    created_at    timestamptz NOT NULL,
    -- Of the newest domain event about this post; as community_users.followed_at. The counts of the newest are right.
    changed_at    timestamptz NOT NULL
);

CREATE INDEX community_posts_newest ON community_posts (created_at DESC, id DESC);
CREATE INDEX community_posts_newest_of_author ON community_posts (author_id, created_at DESC, id DESC);

CREATE TABLE community_likes (
    post_id uuid NOT NULL REFERENCES community_posts ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES community_users ON DELETE CASCADE,
    PRIMARY KEY (post_id, user_id)
);

CREATE INDEX community_likes_user ON community_likes (user_id);

CREATE TABLE community_comments (
    id         uuid PRIMARY KEY,
    post_id    uuid        NOT NULL REFERENCES community_posts ON DELETE CASCADE,
    author_id  uuid        NOT NULL REFERENCES community_users ON DELETE CASCADE,
    content    text        NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE INDEX community_comments_newest ON community_comments (post_id, created_at DESC, id DESC);
CREATE INDEX community_comments_author ON community_comments (author_id);
