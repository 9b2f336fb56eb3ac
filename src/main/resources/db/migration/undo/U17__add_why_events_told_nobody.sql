ALTER TABLE domain_events DROP COLUMN told_nobody;
