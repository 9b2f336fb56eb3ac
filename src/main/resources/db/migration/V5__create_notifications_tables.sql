-- What people are told of, and the state that it follows from. The row of an inbox is also its lock: whoever changes
-- what a person is told holds it, so the counter is exact and the person's events have one order.

CREATE TABLE notification_inboxes (
    user_id     uuid PRIMARY KEY,
    -- The notifications of this user that are neither read nor withdrawn.
    unread      bigint NOT NULL DEFAULT 0 CHECK (unread >= 0),
    -- How many durable events this user has been sent about notifications: the place of the last one in their order.
    last_event  bigint NOT NULL DEFAULT 0
);

-- Something that one person told another of: "carol and 5 others like your post". What stands in it follows from the
-- interactions that point to it and stand.
CREATE TABLE notifications (
    id           uuid PRIMARY KEY,
    user_id      uuid        NOT NULL,
    type         text        NOT NULL,
    -- The post that it is about; for a follow the followed user.
    subject_id   uuid        NOT NULL,
    -- Of the newest interaction; comment_id where that is about a comment.
    actor_id     uuid        NOT NULL,
    comment_id   uuid,
    -- Distinct people.
    actors_count int         NOT NULL CHECK (actors_count >= 0),
    -- Nothing stands any more, or its post is gone. While unread it may come back.
    withdrawn    boolean     NOT NULL DEFAULT false,
    read_at      timestamptz,
    -- When the oldest and the newest interaction happened, by their producers' clocks.
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL
);

-- What an interaction grows: at most one that is not read.
CREATE UNIQUE INDEX notifications_open ON notifications (user_id, type, subject_id) WHERE read_at IS NULL;

-- A user's list, newest first.
CREATE INDEX notifications_list ON notifications (user_id, updated_at DESC, id DESC) WHERE NOT withdrawn;

-- What a deleted post withdraws.
CREATE INDEX notifications_subject ON notifications (subject_id) WHERE NOT withdrawn;

-- What one person did that another is told of, as it stands. Domain events come twice and out of order: of those about
-- one interaction the newest decides, ties by id.
CREATE TABLE interactions (
    user_id         uuid        NOT NULL,
    type            text        NOT NULL,
    subject_id      uuid        NOT NULL,
    actor_id        uuid        NOT NULL,
    -- The comment where it is about one, otherwise the subject itself.
    object_id       uuid        NOT NULL,
    stands          boolean     NOT NULL,
    decided_at      timestamptz NOT NULL,
    decided_by      uuid        NOT NULL,
    -- What last told of it; none if it never stood.
    notification_id uuid,
    PRIMARY KEY (user_id, type, subject_id, actor_id, object_id)
);

-- The newest and the oldest of a notification.
CREATE INDEX interactions_of_notification ON interactions (notification_id, decided_at, decided_by) WHERE stands;

-- What a deleted comment takes back.
CREATE INDEX interactions_of_comment ON interactions (object_id) WHERE object_id <> subject_id;

-- Posts and comments that are gone, so that what comes late about them tells nobody.
CREATE TABLE notification_deletions (
    object_id  uuid PRIMARY KEY,
    decided_at timestamptz NOT NULL,
    decided_by uuid        NOT NULL
);
