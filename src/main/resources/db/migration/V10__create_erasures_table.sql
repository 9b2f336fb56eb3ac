-- What people have had erased, and how far that has come. Written by privacy, first of all: a process that dies in the
-- middle is followed by another one. Counts only, never contents.

CREATE TABLE erasures (
    id           uuid PRIMARY KEY,
    user_id      uuid        NOT NULL,
    requested_at timestamptz NOT NULL,
    completed_at timestamptz,
    -- How many things of each kind are gone so far.
    counts       jsonb       NOT NULL DEFAULT '{}',
    -- Who works on it, and until when it is left to them although they say nothing; by the database's clock.
    held_by      uuid,
    held_until   timestamptz NOT NULL DEFAULT '-infinity'
);

-- Who asks again while it goes on joins the one that goes on.
CREATE UNIQUE INDEX erasures_open ON erasures (user_id) WHERE completed_at IS NULL;
CREATE INDEX erasures_of_user ON erasures (user_id, requested_at DESC, id DESC);

-- What one person did towards others.
CREATE INDEX interactions_of_actor ON interactions (actor_id, user_id, type, subject_id, object_id);

-- The notifications of a person that neither the list nor the open ones hold.
CREATE INDEX notifications_hidden ON notifications (user_id) WHERE withdrawn AND read_at IS NOT NULL;

-- Domain events that still have a name.
CREATE INDEX domain_events_named_actor ON domain_events (actor_id) WHERE actor_username IS NOT NULL;
CREATE INDEX domain_events_named_recipient ON domain_events (recipient_id) WHERE actor_username IS NOT NULL;
