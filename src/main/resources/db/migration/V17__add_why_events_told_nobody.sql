-- Why an event told nobody, for who asks why they were not told. Null for all others: those that did, and those of
-- which the row itself says it (one's own action, a type that is about nobody else).
ALTER TABLE domain_events
    ADD COLUMN told_nobody text CHECK (told_nobody IN ('older', 'gone', 'blocked', 'muted'));
