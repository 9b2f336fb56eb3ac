DROP TABLE feed_speaker;
DROP TABLE new_posts;
