DROP INDEX interactions_ended;
CREATE INDEX interactions_untold ON interactions (decided_at) WHERE notification_id IS NULL;
