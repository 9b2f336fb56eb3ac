-- What retention looks for among the interactions: those that have ended, of a notification that goes or of none. Those
-- that stand and tell nobody stay for ever; in the index before, each run had to pass them all.
DROP INDEX interactions_untold;
CREATE INDEX interactions_ended ON interactions (notification_id, decided_at) WHERE NOT stands;
