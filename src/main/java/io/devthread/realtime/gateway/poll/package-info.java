/**
 * Long polls (contract section 5), parked as HTTP answers: 10,000 of them cost neither a thread nor a timer each.
 *
 * <pre>
 * GET …/poll ──► Polls ──► WaitingPoll ── READ ──► polling: enters this node in the directory and reads, in one step
 *                              ▲    └── nothing to say: it waits
 *   wake-up, position check ───┤
 *   told in passing ── KEEP ───┘        token or time over, drain: answered with what it has
 * </pre>
 *
 * <p>{@code Pollers} also knows who polled within the last minute: what these are told in passing is kept for their next
 * poll, wherever that is answered; presence with versions, as several nodes tell of it, each in its own order. Whoever has
 * to know who polls, and what clients have confirmed by polling, is a
 * {@link io.devthread.realtime.gateway.poll.PollWatcher}.
 */
package io.devthread.realtime.gateway.poll;
