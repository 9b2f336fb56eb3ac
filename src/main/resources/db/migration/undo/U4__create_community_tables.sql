DROP TABLE community_outbox;
DROP TABLE community_login_failures;
DROP TABLE community_follows;
DROP TABLE community_users;
