/**
 * Takes in what happened in other services, and tells people of it.
 *
 * <p>Addresses: {@code devthread.events} takes one domain event and answers once it is stored;
 * {@code devthread.notification.list}, {@code .unread} and {@code .mark_read} are a person's own view;
 * {@code devthread.notifications.unread_count}
 * gives other services the unread counts of many; {@code .revocations} says whose tokens are refused, {@code .trace} what
 * became of an event. Told to all: {@code .accepted}, each event that came for the first
 * time, and {@code .revoked}. Records in {@link io.devthread.realtime.notification.NotificationApi}.
 *
 * <p>{@code .export}, {@code .export_deeds} and {@code .erase} are for a person who takes the own data away or has it
 * erased: {@link io.devthread.realtime.notification.Erasing} takes back what the person did by the rules of every taking
 * back, and leaves of the domain events what is needed to know a repeated one.
 *
 * <p>Tables (V1): {@code domain_events}, one row per event id, so that a repeated event changes nothing;
 * {@code users}, the users as far as this service needs them, which others join for usernames; {@code revocations}.
 * Tables (V5): {@code interactions}, who did what towards whom, as it stands; {@code notifications}, what people are
 * told of it; {@code notification_inboxes}, a row per person with the unread count; {@code notification_deletions}. (V14): what waits
 * to be told, and when. (V17): why an event told nobody; {@link io.devthread.realtime.notification.Traces} tells operators.
 *
 * <p>Flow: a door (HTTP, bus, bridge) → {@link io.devthread.realtime.notification.DomainEventRules} →
 * {@link io.devthread.realtime.platform.GroupCommit} gathers what arrives while a batch is being written →
 * {@link io.devthread.realtime.notification.EventWriter} → {@link io.devthread.realtime.notification.Intake} runs the one
 * transaction, in which {@link io.devthread.realtime.notification.NotificationBatch} decides what changes and the
 * durable events go into the outbox → COMMIT → "accepted" → delivery. Events about users and their tokens take a
 * transaction of their own in {@link io.devthread.realtime.notification.DomainEventStore}.
 *
 * <p>A notification is what the interactions that point to it say, so it does not matter in which order, or how often,
 * their events came: of those about one interaction the newest {@code created_at} decides, ties by id. Interactions of
 * one group (person, type, post) gather in one notification until that is read; one without any is withdrawn, and
 * comes back without being announced again when it is the same people.
 *
 * <p>Nobody is told more than one update a second ({@link io.devthread.realtime.notification.Pace}): what changes sooner
 * is only marked ({@code notifications.untold}), and no outbox row is written for it. When the inbox is due
 * ({@code notification_inboxes.due_at}), {@link io.devthread.realtime.notification.Teller} tells it all in one event, with
 * the counts as they are then; what was withdrawn after it was told has an event of its own. Every process looks, ten
 * times a second, so that nothing is forgotten when one dies.
 *
 * <p>What is silenced when it is taken in, by a block or by a type that is switched off (tables {@code blocks} and
 * {@code settings} of privacy), stands without a notification, and gets none when the silence ends.
 *
 * <p>Why it stays right with several processes: whoever changes what a person is told holds the lock of the inbox's row,
 * and has read the rest under it; locks are taken in id order. The inbox also numbers the person's events, and delivery
 * logs them in that order. Whoever deletes a post or comment keeps the others out until it knows whom that concerns.
 */
package io.devthread.realtime.notification;
