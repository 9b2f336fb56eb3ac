DROP INDEX follows_ended;
DROP INDEX domain_events_age;
DROP INDEX notification_deletions_age;
DROP INDEX interactions_untold;
DROP INDEX notifications_withdrawn;
DROP INDEX notifications_read;
