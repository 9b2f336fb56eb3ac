DROP TABLE community_comments;
DROP TABLE community_likes;
DROP TABLE community_posts;
ALTER TABLE community_users DROP COLUMN followed_at;
