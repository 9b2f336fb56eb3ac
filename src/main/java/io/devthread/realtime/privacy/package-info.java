/**
 * What people let others see of them, whom they have blocked, and what becomes of their data.
 *
 * <p>Addresses and records: {@link io.devthread.realtime.privacy.PrivacyApi}; told to all, after COMMIT:
 * {@code devthread.privacy.changed}. Runs in the group messaging.
 *
 * <p>Tables (V7): {@code settings} and {@code blocks}. The functions beside them ({@code is_blocked},
 * {@code shares_receipts}, {@code shares_typing}, {@code shares_presence}), and the tables themselves where many are
 * asked about at once, are what the statements of other capabilities read: a block or a setting holds from its COMMIT
 * on, everywhere, without a cache. Table (V10): {@code erasures}.
 *
 * <p>Erasing: {@link io.devthread.realtime.privacy.Erasures} writes the request down →
 * {@link io.devthread.realtime.privacy.ErasureWorkers}, of whatever process, takes it →
 * {@link io.devthread.realtime.privacy.ErasureSteps}: messaging and notification in batches ({@code XApi.ERASE}, each
 * also in the logs and on the devices of others), presence, settings, the blocks that the person made, the person's event log. The
 * row is renewed after every batch; one that is not is taken over, and every step finds only what is left. What others
 * wrote or decided stays theirs: their messages, their blocks of this person. Id and name stay with the account, until
 * {@code user_deleted}; the sample application keeps its own data. A batch that was done by a process that died right
 * after it may be missing in the counts.
 *
 * <p>Exporting: the gateway puts {@code XApi.EXPORT} of each capability into one document, a page at a time. Not in it:
 * the event log, which repeats what stands elsewhere, and the session ids of devices, which live for minutes.
 */
package io.devthread.realtime.privacy;
