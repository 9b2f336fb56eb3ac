-- Who follows whom, as the domain events say: the service's own projection, so that presence needs no other service.
-- Written by notification, which takes in domain events; asked by presence.

CREATE TABLE follows (
    follower_id uuid        NOT NULL,
    followed_id uuid        NOT NULL,
    -- A follow that was taken back stays as a row, so that an event that comes late does not bring it back.
    stands      boolean     NOT NULL,
    decided_at  timestamptz NOT NULL,
    decided_by  uuid        NOT NULL,
    PRIMARY KEY (follower_id, followed_id)
);

-- The followers of a person.
CREATE INDEX follows_of_followed ON follows (followed_id, follower_id) WHERE stands;

INSERT INTO follows (follower_id, followed_id, stands, decided_at, decided_by)
SELECT actor_id, user_id, stands, decided_at, decided_by FROM interactions WHERE type = 'follow' AND actor_id <> user_id;
