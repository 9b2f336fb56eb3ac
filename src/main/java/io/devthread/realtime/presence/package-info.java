/**
 * Who is there: online, away, busy, offline, and since when. Addresses and records:
 * {@link io.devthread.realtime.presence.PresenceApi}. Tables: {@code presence} (V13); asks {@code follows} (V12),
 * {@code conversations} (V3) and the functions of {@code settings} and {@code blocks} (V7). Runs in the group presence,
 * in any number of processes: what they know stands in Redis, and each thing to be told is given to one of them.
 *
 * <p><b>From a connection to an announcement.</b> Gateways report, in batches, the most available connection of each
 * user on the node ({@link io.devthread.realtime.presence.Arrivals}). Each report is one script call per bucket
 * ({@link io.devthread.realtime.presence.PresenceState}); the rules stand in {@code presence_person.lua}, which every
 * script of presence begins with: it judges a person anew, whatever was the reason to look. Once a second
 * ({@link io.devthread.realtime.presence.Announcements}) every process sweeps what has come due and publishes what has
 * changed together. Reads see each change at once; who follows is told within about a second, of one person at most
 * once a second, and not at all when the person is back at the status last told and nobody has read the one between.
 *
 * <p><b>What counts.</b> An entry of a node counts as long as the node's {@link
 * io.devthread.realtime.delivery.NodeLease} is held: the renewal of the lease is the only refresh, however many users.
 * An ended entry counts for the debounce (5 s), a poll for its grace (15 s). When a lease has run out, its entries end
 * at the moment a sweep finds it: so the users of a killed node are offline within the lease (10 s), a sweep (1 s) and
 * the debounce, and those of a process that is restarted are not offline at all if they come back in time. The lease
 * that a paused node takes anew does not revive its ended entries: it has to report again.
 *
 * <p><b>Order.</b> Reports carry the node's own count, entries keep it: an older report changes nothing. Versions are
 * times of Redis' clock wherever they can be, so they grow even when Redis has forgotten. Times that stand in Redis are
 * Redis' own ({@link io.devthread.realtime.presence.RedisClock}); choices carry PostgreSQL's.
 *
 * <p><b>Healing.</b> A gateway tells of all its users again, a part of the buckets at a time, once in {@code
 * presence.refresh_every}, and of all at once when it finds its lease lost, as it does within 2 s after Redis lost
 * everything: who is missing comes back, ghosts go, and choices are read again from PostgreSQL. A process that dies
 * leaves nothing: what is due stands in Redis, and an announcement that it had claimed is made by another one 3 s later.
 * A process that could not look at the leases for 3 s, or was paused, refuses to act until it has looked again.
 *
 * <p>Redis keys, {@code {b<n>}} for the user's bucket as in {@link io.devthread.realtime.delivery}:
 *
 * <pre>
 * {b7}presence:&lt;user&gt;       hash  @&lt;node&gt;: "active|idle|none, number of the report, at, till (0: the lease's end)"
 *                             @&lt;node&gt;~polls: the same of its long polls
 *                             chosen, chosen_at, hidden, hidden_at: from PostgreSQL, and its time
 *                             status, version: as shown now     seen, stored: last_seen, and when it was last stored
 *                             told, told_at, claim, peeked: what was announced, when, by whom not yet confirmed, and
 *                             whether somebody has read what was not
 *                             present: is there
 * {b7}presence_due            zset  user → when to look at it again
 * {b7}presence_present        set   users that are there
 * {b7}presence_of:&lt;node&gt;    set   users with an entry that only the node's lease holds
 * {b7}presence_nodes          set   nodes that have such a set
 * leases                      zset  of delivery: node → end of its lease
 * </pre>
 *
 * <p><b>To sockets and polls.</b> Gateways hear {@code .changed}, ask {@code .watched}, {@code .visible} and {@code .shown},
 * and bring it to those who may see it: package {@code gateway.presence}. Of new follows and blocks they hear from
 * notification and privacy.
 *
 * <p><b>Who may see whom</b> is a matter of the pair, decided in SQL at every question ({@link
 * io.devthread.realtime.presence.Visibility}); the shown status is one for all. {@code last_seen} goes to PostgreSQL
 * once a minute for who is there, and at the end, all of a second in one statement ({@link
 * io.devthread.realtime.presence.LastSeen}).
 */
package io.devthread.realtime.presence;
