/**
 * Conversations of two, and what is said in them.
 *
 * <p>Addresses: {@code devthread.messaging.send}, {@code .open}, {@code .conversations}, {@code .history},
 * {@code .participants}, {@code .read}, {@code .acknowledged}, {@code .edit}, {@code .delete}, {@code .export},
 * {@code .erase}, {@code .trace}; records in {@link io.devthread.realtime.messaging.MessagingApi}. Every request names its user;
 * who takes no part in a conversation is told the same as for one that does not exist.
 *
 * <p>Tables (V3): {@code conversations}, one row per pair of users, with the last number and both unread counters;
 * {@code messages}. V8 adds to each row of a conversation, for both: how far the devices have everything
 * ({@code delivered}) and how many events the person has been sent about it ({@code told}). V9: {@code gone_sends}, what
 * there was a message of, for 30 days; {@code content_keys}. The functions of V7 say who shares receipts and who is
 * blocked. Usernames come by join from {@code users}, which notification writes.
 *
 * <p>Flow of a send: {@link io.devthread.realtime.messaging.Sends} checks it →
 * {@link io.devthread.realtime.platform.GroupCommit} gathers what arrives while a batch is being written →
 * {@link io.devthread.realtime.messaging.SendWriter} finds or opens the conversations →
 * {@link io.devthread.realtime.messaging.SendStore} runs the one transaction, in which
 * {@link io.devthread.realtime.messaging.Batch} decides each send and the events go into the outbox → COMMIT → the
 * answers → delivery to both participants.
 *
 * <p>Delivered: a gateway says which position of a person's event log a device has confirmed →
 * {@link io.devthread.realtime.messaging.Arrivals} finds what is outstanding and asks the log →
 * {@link io.devthread.realtime.messaging.Arrival} says how far the conversation has arrived, and why that is so →
 * {@link io.devthread.realtime.messaging.ArrivalStore} moves the mark and tells the sender. Read:
 * {@link io.devthread.realtime.messaging.Reads} → {@link io.devthread.realtime.messaging.ReadStore}, one transaction.
 *
 * <p>What a sender sees of a message is {@code read} only if it was read while both shared receipts, neither blocked the
 * other, and both share receipts now: {@link io.devthread.realtime.messaging.MessageStore} asks this in every
 * statement that reads messages, so that a change of settings holds from its COMMIT on.
 *
 * <p>Order of what people are told: every durable event about a conversation takes the next place of its person under
 * the lock of the conversation's row, and delivery logs the events of a conversation in the order of these places. So
 * the last unread count that a device gets is the present one.
 *
 * <p>Where one of two has blocked the other (table {@code blocks} of privacy) nothing new is said and no conversation
 * is opened; what was said before is still there to read.
 *
 * <p>Flow of a change: {@link io.devthread.realtime.messaging.Revisions} decides, under the lock of the conversation, and
 * {@link io.devthread.realtime.messaging.RevisionStore} writes the new state, the events that tell of it, and the
 * redactions: what the event logs say of the message from then on, so that nobody who resumes sees what was edited away or
 * deleted. {@link io.devthread.realtime.messaging.PersonalData} erases in the same way, a batch at a time;
 * {@link io.devthread.realtime.messaging.Retention} purges, and tells only who had not read what goes.
 * All of these and the receipts write through {@link io.devthread.realtime.messaging.Changes}.
 *
 * <p>At rest: {@link io.devthread.realtime.messaging.Contents} says how content stands in a row, encrypted where
 * {@code messaging.encryption} names a keyset. The outbox and the redactions hold bodies and encrypt them too. What
 * stays readable is who wrote to whom and when, the clients' own message ids, and, in Redis, the last events of each user
 * as plain text: its disk has to be protected by other means. Messages from before stay as they are until they are
 * edited. One that can't be decrypted is shown with empty content and logged.
 *
 * <p>Why it stays right with several processes: whoever writes a message holds the lock of its conversation's row and
 * has read the last number under it; locks are taken in id order; a repeated {@code client_message_id} is found under
 * the lock, or else by the unique key, and then on a second try. If a process dies after COMMIT, the sender repeats and
 * gets the first answer, and the sweep of the outbox delivers.
 */
package io.devthread.realtime.messaging;
