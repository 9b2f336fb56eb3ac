DROP TABLE domain_events;
DROP TABLE revocations;
DROP TABLE users;
