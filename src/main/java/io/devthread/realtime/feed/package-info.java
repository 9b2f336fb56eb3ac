/**
 * Live feed: the banner "5 new posts", the counts of posts on screen, and posts that are gone. All of it is ephemeral:
 * what a client misses it has with the next page load.
 *
 * <pre>
 * notification ──{@code devthread.notification.accepted}──► FeedVerticle ──{@code devthread.gateway.broadcast}──► every gateway
 *       │          (after COMMIT)                 PostCounts        ▲         one message per node, one encoding
 *       └── table {@code new_posts}, in the same transaction ── FeedStore ┘
 * </pre>
 *
 * <p>Any number of processes run this group. One of them speaks ({@code feed_speaker}, a lease of 3 s by the database's
 * clock, renewed twice a second); the others hear the same and keep the last seconds, so that the next one goes on where a
 * dead one stopped ({@code Turn}).
 *
 * <p>{@code feed_update}: notification writes each new post into {@code new_posts} with the event that tells of it, and
 * removes it when the post is deleted. The speaker marks what waits as announced, at most once per interval, in one
 * transaction with what is to be told of it; a successor finds what was not told and tells it with the same ids. So each
 * post is counted once, whoever dies. A process that has lost the lease without knowing announces nothing: the
 * transaction asks for the lease again.
 *
 * <p>Who has blocked an author gets an update without that author's posts, or none: {@code Announcement} makes one for
 * all and one for those who are left the same posts, and the gateways choose ({@code ChannelFrame.exceptions}). An
 * author whom 10,000 have blocked is announced to nobody, nor are the most blocked of very many authors.
 *
 * <p>{@code post_counts}: at most one per second and post; of the counts the newest {@code created_at} wins, ties by id,
 * and of a deleted post none are told.
 */
package io.devthread.realtime.feed;
