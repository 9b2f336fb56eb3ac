/**
 * What clients that poll are answered (contract section 5). Addresses and records:
 * {@link io.devthread.realtime.polling.PollingApi}. Runs in the group polling, in any number of processes; it keeps
 * nothing, so that any node answers any poll.
 *
 * <pre>
 * gateway ── READ ──► Polls ──► one script: enter the node in the directory, read log and passing events
 * gateway ── KEEP ──► the passing events of users who poll, a minute long, once however many nodes bring them
 * </pre>
 *
 * <p>A poll that waits is parked by the gateway; a wake-up makes it ask again. Redis is reached only through
 * {@link io.devthread.realtime.delivery.PolledLogs}, which has the keys.
 */
package io.devthread.realtime.polling;
