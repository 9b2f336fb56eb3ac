-- Nobody is told more than one update a second: what changes in between stands here until its time has come, and is
-- not forgotten when a process dies.

ALTER TABLE notification_inboxes
    -- When this user was last sent an event about notifications.
    ADD COLUMN told_at         timestamptz NOT NULL DEFAULT 'epoch',
    -- How much of the allowance for news is used up: that many news, at their rate, reach to this moment.
    ADD COLUMN announced_until timestamptz NOT NULL DEFAULT 'epoch',
    -- When what waits is to be told; null when nothing waits.
    ADD COLUMN due_at          timestamptz;

ALTER TABLE notifications
    -- What waits to be told of it; null when nothing does.
    ADD COLUMN untold text CHECK (untold IN ('news', 'update')),
    -- What the person's devices were last told of it.
    ADD COLUMN told   text NOT NULL DEFAULT 'standing' CHECK (told IN ('never', 'standing', 'withdrawn'));

UPDATE notifications SET told = 'withdrawn' WHERE withdrawn;

CREATE INDEX notification_inboxes_due ON notification_inboxes (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX notifications_untold ON notifications (user_id, id) WHERE untold IS NOT NULL;
