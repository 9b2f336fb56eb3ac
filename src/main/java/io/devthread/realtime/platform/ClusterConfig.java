package io.devthread.realtime.platform;

import java.time.Duration;
import java.util.List;

/**
 * How this process finds the others and notices that one is gone.
 *
 * @param name processes of another name never join, default {@code devthread}
 * @param host the address that the others reach this process at, default 127.0.0.1; also that of the event bus
 * @param port for cluster members, default 5701; 0 for any free one, which only a single process can use
 * @param members {@code host:port} of the processes to look for, this one may be among them; empty: it stays alone
 * @param joinTimeout for one try to reach a member, default 2 s
 * @param waitBeforeJoin how long processes that start together wait for each other, default 1 s; 0 not at all
 * @param heartbeat between members, default 1 s
 * @param memberTimeout a member silent for so long is taken for dead, and a call to one is given up, default 10 s
 * @param mergeDelay how soon the halves of a split cluster try to come together again, default 5 s
 */
public record ClusterConfig(
        String name,
        String host,
        int port,
        List<String> members,
        Duration joinTimeout,
        Duration waitBeforeJoin,
        Duration heartbeat,
        Duration memberTimeout,
        Duration mergeDelay) {
    public ClusterConfig {
        if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(
                    "cluster.name must be 1 to 64 letters, digits, dots, dashes or underscores");
        }
        Ports.check("cluster.port", port);
        members = List.copyOf(members);
        for (String member : members) {
            if (!member.matches("[A-Za-z0-9._-]+(:\\d{1,5})?")) {
                throw new IllegalArgumentException("cluster.members must be host:port, not \"" + member + "\"");
            }
        }
        wholeSeconds("cluster.join_timeout", joinTimeout, 1);
        wholeSeconds("cluster.wait_before_join", waitBeforeJoin, 0);
        wholeSeconds("cluster.heartbeat", heartbeat, 1);
        wholeSeconds("cluster.merge_delay", mergeDelay, 1);
        if (memberTimeout.compareTo(heartbeat.multipliedBy(3)) < 0) {
            throw new IllegalArgumentException("cluster.member_timeout must be at least three heartbeats");
        }
    }

    private static void wholeSeconds(String setting, Duration duration, int least) {
        if (duration.toMillis() % 1_000 != 0 || duration.toSeconds() < least) {
            throw new IllegalArgumentException(setting + " must be whole seconds, at least " + least + "s");
        }
    }
}
