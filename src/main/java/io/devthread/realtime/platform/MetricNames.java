package io.devthread.realtime.platform;

/**
 * Every metric of the service's own, in one place: Prometheus shows dots as underscores and adds the unit. What each
 * means to an operator stands in docs/operate.md; a test holds the two together.
 */
public final class MetricNames {
    /** How late an event loop comes to its tasks: above 100 ms something blocks it. */
    public static final String EVENT_LOOP_LAG = "devthread.event.loop.lag";

    /** Calls of the HTTP API, by method, route pattern and status. */
    public static final String HTTP_REQUESTS = "devthread.http.requests";

    /** Sockets of this process that have come with a good token. */
    public static final String CONNECTIONS = "devthread.connections";

    /** The same, by transport. */
    public static final String CONNECTIONS_BY_TRANSPORT = "devthread.transport.connections";

    /** Calls of other services over the bridges, by door and result: {@code ok} or the code of the error. */
    public static final String BRIDGE_CALLS = "devthread.bridge.calls";

    /** Other services that are connected to this process's bridges. */
    public static final String BRIDGE_CONNECTIONS = "devthread.bridge.connections";

    /** Long polls that wait in this process. */
    public static final String POLLS = "devthread.polls";

    /** Clients who were sent away, with a time to come back, as too many came at once or were there. */
    public static final String ADMISSION_REFUSED = "devthread.admission.refused";

    /** Sockets that are open, with or without a good token. */
    public static final String ADMISSION_OPEN = "devthread.admission.open";

    /** Connections that wait, unread, until they are let in. */
    public static final String ADMISSION_WAITING = "devthread.admission.waiting";

    /** Connections whose entry into the directory is on its way. */
    public static final String ADMISSION_ENTERING = "devthread.admission.entering";

    /** How many clients are let in each second, as things stand. */
    public static final String ADMISSION_PACE = "devthread.admission.pace";

    /** Sockets that were opened, by transport. */
    public static final String CONNECTS = "devthread.connects";

    /** Sockets that have ended, by transport and reason: the name of the close code, or {@code client}. */
    public static final String DISCONNECTS = "devthread.disconnects";

    /** How openings went: {@code none}, {@code full}, the reason of a reset, or {@code refused} and {@code failed}. */
    public static final String RESUMES = "devthread.resumes";

    /** Frames of clients, over sockets and by HTTP, by type; {@code invalid} are those that were none. */
    public static final String FRAMES_IN = "devthread.frames.in";

    /** Frames written to sockets, by type. */
    public static final String FRAMES_OUT = "devthread.frames.out";

    /** Passing events for which a connection had no room, by type; presence has a count of its own. */
    public static final String FRAMES_SHED = "devthread.frames.shed";

    /** From the event's own time, right before its COMMIT, to the stage: {@code written} or {@code confirmed}. */
    public static final String DELIVERY_LATENCY = "devthread.delivery.latency";

    /** Users whom the position check found behind the head of their log: wake-ups lost, or still on their way. */
    public static final String POSITION_BEHIND = "devthread.position.behind";

    /** Times that a connection read what it had not been woken for from the log. */
    public static final String FEED_GAPS = "devthread.feed.gaps";

    /** Live connections whose continuity was lost, by reason: they reload. */
    public static final String FEED_RESYNCS = "devthread.feed.resyncs";

    /** What the rate limits refused, by kind of command. */
    public static final String RATE_LIMITED = "devthread.rate.limited";

    /** What waits to be written, by queue. */
    public static final String QUEUE_WAITING = "devthread.queue.waiting";

    /** What found no room in a queue, and was refused. */
    public static final String QUEUE_REFUSED = "devthread.queue.refused";

    /** What one commit took together, by queue. */
    public static final String BATCH_SIZE = "devthread.batch.size";

    /** Events that were delivered late, by the sweep of the outbox. */
    public static final String OUTBOX_SWEPT = "devthread.outbox.swept";

    /** How long the oldest event has waited that is stored and not logged; every process that delivers says the same. */
    public static final String OUTBOX_OLDEST = "devthread.outbox.oldest";

    /** 1 while Redis is reached. */
    public static final String REDIS_UP = "devthread.redis.up";

    /** How long Redis takes to answer one command. */
    public static final String REDIS_LATENCY = "devthread.redis.latency";

    /** Commands that wait for Redis' answer. */
    public static final String REDIS_WAITING = "devthread.redis.waiting";

    /** Times that the connection to Redis was lost. */
    public static final String REDIS_LOSSES = "devthread.redis.losses";

    /** Commands that Redis is there for and does not carry out, by the code of its error. */
    public static final String REDIS_REFUSED = "devthread.redis.refused";

    /** Calls over the bus that came to nothing, by address and kind. */
    public static final String BUS_FAILURES = "devthread.bus.failures";

    /** Calls that a process is serving, by address. */
    public static final String BUS_SERVING = "devthread.bus.serving";

    /** Processes in the cluster, as this one sees it. */
    public static final String CLUSTER_MEMBERS = "devthread.cluster.members";

    /** Members of the cluster that this process does not hear on the event bus. */
    public static final String CLUSTER_UNHEARD = "devthread.cluster.unheard";

    /** Times that this process has told the cluster anew where it can be reached, by reason. */
    public static final String CLUSTER_RENEWALS = "devthread.cluster.renewals";

    /** People with a connection, or within the debounce after their last one; on every presence process the same. */
    public static final String PRESENCE_USERS = "devthread.presence.users";

    /** People who came (first connection) and left (last one, after the debounce): their rates are the churn. */
    public static final String PRESENCE_CONNECTS = "devthread.presence.connects";

    public static final String PRESENCE_DISCONNECTS = "devthread.presence.disconnects";

    /** People whose change went out in one publication. */
    public static final String PRESENCE_ANNOUNCED = "devthread.presence.announced";

    /** Connections that were found void because their node's lease had run out: a gateway died or was paused. */
    public static final String PRESENCE_LEASE_MISSES = "devthread.presence.lease.misses";

    /** Frames that went out to connections of this node for the changes of one moment. */
    public static final String PRESENCE_FAN_OUT = "devthread.presence.fan.out";

    /** Frames of presence that were encoded, each for any number of connections. */
    public static final String PRESENCE_ENCODINGS = "devthread.presence.encodings";

    /** Frames of presence for which a connection had no room: it is told later, as it is by then. */
    public static final String PRESENCE_SHED = "devthread.presence.shed";

    private MetricNames() {}
}
