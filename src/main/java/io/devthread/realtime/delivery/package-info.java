/**
 * The per-user event log and the directory of who is connected where; the only way to reach a person.
 *
 * <p>The way of a durable event: a capability writes a {@link io.devthread.realtime.delivery.DurableEvent} into the
 * {@link io.devthread.realtime.delivery.Outbox} in the transaction of the change it tells of, and after COMMIT gives it
 * to {@link io.devthread.realtime.delivery.Deliveries}. These append it to the person's log in Redis (one script call:
 * once per event id, numbered, in conversation order), wake the nodes that hold the person's connections, and delete
 * the outbox row. Whatever dies in between, {@link io.devthread.realtime.delivery.Sweep} finds the row and does the rest.
 *
 * <p>What need not last goes through {@link io.devthread.realtime.delivery.Ephemerals} to the nodes that hold a person's
 * connections, and is stored nowhere.
 *
 * <p>The past can change: a {@link io.devthread.realtime.delivery.Redaction} is written into
 * {@link io.devthread.realtime.delivery.Redactions} in the transaction of the change, which changes what stands in the
 * outbox too, and after COMMIT replaces what is logged, under the same numbers and ids. An append that is under way
 * meanwhile takes the new body over from {@code redacted}. The sweep does what a process that died left.
 *
 * <p>The holders of connections use {@link io.devthread.realtime.delivery.Logs}: register and resume, read a gap, check
 * positions. Those who answer polls use {@link io.devthread.realtime.delivery.PolledLogs}. A node is in the directory as long as its {@link io.devthread.realtime.delivery.NodeLease} is renewed.
 *
 * <p>Redis may come back from a restart or a failover without the end of the logs: {@link
 * io.devthread.realtime.delivery.LogProofs} finds out which, before anything is appended to them or served from them.
 *
 * <p>What follows for a conversation from a position that a device has confirmed:
 * {@link io.devthread.realtime.delivery.Confirmations}.
 *
 * <p>{@link io.devthread.realtime.delivery.LogErasure} forgets the log of a person whose data is erased.
 *
 * <p>{@link io.devthread.realtime.delivery.LogTrace} tells operators where a person's events are.
 *
 * <p>Addresses: {@link io.devthread.realtime.delivery.DeliveryApi}. Tables: {@code outbox},
 * {@code log_redactions}, {@code log_heads}, {@code log_histories}. Redis keys, with
 * {@code {b<n>}} for the bucket of the user (the last byte of the id), so that all keys of a user, and of all users of
 * a bucket, are in one slot of a Redis Cluster:
 *
 * <pre>
 * {b7}head:&lt;user&gt;                hash     epoch and seq of the log's end, history of Redis in which it was proven
 * {b7}log:&lt;user&gt;                 stream   the last 100 events, entry id = seq
 * {b7}seen:&lt;user&gt;, seen_before   set      event ids of the last 10 minutes
 * {b7}marks:&lt;user&gt;, marks_before hash     conversation → last place in its order in the log
 * {b7}redacted:&lt;user&gt;            hash     event id → version and newer body, of events that may not be logged yet
 * {b7}nodes:&lt;user&gt;               hash     node → connections there
 * {b7}session:&lt;user&gt;:&lt;session&gt;   hash     node and connection while live, channels
 * {b7}passing:&lt;user&gt;             stream   the last 50 ephemeral events of a minute, of a user who polls
 * {b7}told:&lt;user&gt;                hash     whose presence → its version and what it was, as last told to a user who
 *                                          polls; for a minute after the last, until a client begins to poll
 * leases                          zset     node → end of its lease
 * </pre>
 *
 * <p>Redis must not evict ({@code maxmemory-policy noeviction}). Its access list can be as narrow as this, presence
 * included, a test holds it: {@code ~{b*}* ~leases -@all +hello +ping +script|load +evalsha +info +time +del +exists +rename
 * +pexpire +persist +pttl +hset +hsetnx +hget +hmget +hgetall +hkeys +hlen +hdel +sadd +srem +sismember +smembers
 * +srandmember +scard +xadd +xrange +zadd +zrange +zrangebyscore +zrem +zremrangebyscore}.
 */
package io.devthread.realtime.delivery;
