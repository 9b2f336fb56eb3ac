-- What retention looks for.
CREATE INDEX notifications_read ON notifications (read_at) WHERE read_at IS NOT NULL;
CREATE INDEX notifications_withdrawn ON notifications (updated_at) WHERE withdrawn;
CREATE INDEX interactions_untold ON interactions (decided_at) WHERE notification_id IS NULL;
CREATE INDEX notification_deletions_age ON notification_deletions (decided_at);
CREATE INDEX domain_events_age ON domain_events (recorded_at);
CREATE INDEX follows_ended ON follows (decided_at) WHERE NOT stands;
