DROP TABLE notification_deletions;
DROP TABLE interactions;
DROP TABLE notifications;
DROP TABLE notification_inboxes;
