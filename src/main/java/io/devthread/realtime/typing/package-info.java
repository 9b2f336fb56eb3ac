/**
 * Who is typing where: throttled, cleared by itself, never stored. Addresses and records:
 * {@link io.devthread.realtime.typing.TypingApi}. Runs in the group messaging, in any number of processes.
 *
 * <pre>
 * gateway ── START, STOP ──► Typing ──► partner? ──► Redis: may it go out? ──► PostgreSQL: blocked, switched off?
 *                              │                                                          │
 *        every 250 ms: whose 5 s are over? Redis says who tells          Ephemerals ◄─────┘
 *                                                                            └──► the nodes of the partner
 * </pre>
 *
 * <p>Redis key, in the bucket of the typist, gone half a minute after it is over:
 *
 * <pre>
 * {b7}typing:&lt;user&gt;:&lt;conversation&gt;  hash  went_out, told, and for each connection until when it types
 * </pre>
 *
 * <p>What can be lost: the stop after 5 s when all processes that have heard the user in this time die, or Redis loses
 * the key; clients clear an indicator by themselves after a while. A start and a stop of two processes within the same
 * milliseconds may arrive in either order; the next start, 2 s later, puts it right.
 */
package io.devthread.realtime.typing;
