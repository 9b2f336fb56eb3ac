DROP INDEX domain_events_named_recipient;
DROP INDEX domain_events_named_actor;
DROP INDEX notifications_hidden;
DROP INDEX interactions_of_actor;
DROP TABLE erasures;
