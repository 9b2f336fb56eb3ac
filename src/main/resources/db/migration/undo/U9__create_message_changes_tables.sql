DROP TABLE content_keys;
DROP TABLE gone_sends;
DROP TABLE log_redactions;
DROP INDEX messages_by_age;
ALTER TABLE messages DROP COLUMN revision;
ALTER TABLE messages DROP COLUMN content_cipher;
