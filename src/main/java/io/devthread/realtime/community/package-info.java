/**
 * The sample DevThread application: people sign up, find and follow each other, write posts, like and comment them, and
 * mention each other by {@code @name}. It comes along so that the service can be tried at once, and runs only where a
 * process names it. It is a producer like any other: what the service knows of it comes in domain events over the bus,
 * and nothing here is imported elsewhere but {@link io.devthread.realtime.community.CommunityApi}.
 *
 * <p>Addresses: {@code devthread.community.*}, asked by the gateway for its HTTP callers.
 *
 * <p>Tables (V4): {@code community_users}, {@code community_follows}, {@code community_login_failures},
 * {@code community_outbox}. (V6): {@code community_posts}, {@code community_likes}, {@code community_comments}.
 *
 * <p>Flow: {@link io.devthread.realtime.community.Accounts}, {@link io.devthread.realtime.community.Follows},
 * {@link io.devthread.realtime.community.Posts} and {@link io.devthread.realtime.community.Comments} change something and
 * write the domain events that tell of it into the outbox, in one transaction
 * ({@link io.devthread.realtime.community.Changes}); {@link io.devthread.realtime.community.EventOutbox} sends them to
 * {@code devthread.events} right after COMMIT, and again until they are accepted. What changes nothing, such as a second
 * like, tells nothing. A post is locked by whoever changes it, its likes or its comments: so its counts are exact, and
 * the {@code created_at} of its events grows from one to the next, also within a microsecond and when clocks differ.
 * The newest event about a post therefore has the right counts, whatever the order of arrival.
 * {@link io.devthread.realtime.community.Mentions} reads who is addressed in a text.
 *
 * <p>Passwords are hashed a few at a time ({@link io.devthread.realtime.community.Turns}), on threads of their own, and
 * {@link io.devthread.realtime.community.LoginBackoff} slows down who guesses them. On first start
 * {@link io.devthread.realtime.community.Seeds} makes the {@link io.devthread.realtime.community.SampleUsers} and their
 * {@link io.devthread.realtime.community.SamplePosts}.
 */
package io.devthread.realtime.community;
