package io.devthread.realtime.gateway;

import io.devthread.realtime.delivery.Logs;
import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All connections of this process, by id, by user and by channel: the connection manager. From any thread; every
 * operation takes effect at one instant for all three views, so nobody sees a connection under its user but not under
 * its id, nor a subscription of a connection that has gone.
 *
 * <p>One lock guards it all: an operation holds it well under a microsecond, and a broadcast holds it only to pick up
 * its roster. The roster of a channel is made at the first broadcast after a change, so 5,000 joins copy nothing.
 * Empty users and channels leave no trace.
 */
public final class Connections<C extends Member> {
    /** Users are kept in so many parts, of about the same size, for whoever looks at all of them a part at a time. */
    public static final int PARTS = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final Map<String, Entry<C>> byId = new HashMap<>();
    private final List<Map<UserId, List<C>>> byUser =
            Stream.generate(HashMap<UserId, List<C>>::new).limit(PARTS).collect(Collectors.toUnmodifiableList());
    private final Map<String, Channel<C>> byChannel = new HashMap<>();

    /** @return false when a connection with this id is already there; then nothing has changed */
    public synchronized boolean add(C connection) {
        if (byId.putIfAbsent(connection.connectionId(), new Entry<>(connection)) != null) {
            return false;
        }
        around(connection.user()).merge(connection.user(), List.of(connection), Connections::joined);
        return true;
    }

    /**
     * Also ends its subscriptions.
     *
     * @return false when it is not there (any more)
     */
    public synchronized boolean remove(C connection) {
        Entry<C> entry = byId.get(connection.connectionId());
        if (entry == null || entry.connection != connection) {
            return false;
        }
        byId.remove(connection.connectionId());
        Map<UserId, List<C>> users = around(connection.user());
        List<C> rest = without(users.get(connection.user()), connection);
        if (rest.isEmpty()) {
            users.remove(connection.user());
        } else {
            users.put(connection.user(), rest);
        }
        entry.channels.forEach(channel -> leave(entry, channel));
        return true;
    }

    /** @return false when the connection is not there (any more), or is already subscribed */
    public synchronized boolean subscribe(C connection, String name) {
        Entry<C> entry = byId.get(connection.connectionId());
        if (entry == null || entry.connection != connection) {
            return false;
        }
        Channel<C> channel = byChannel.computeIfAbsent(name, Channel::new);
        if (!channel.members.add(entry)) {
            return false;
        }
        channel.roster = Optional.empty();
        entry.channels.add(channel);
        return true;
    }

    /** @return false when the connection is not there (any more), or is not subscribed */
    public synchronized boolean unsubscribe(C connection, String name) {
        Entry<C> entry = byId.get(connection.connectionId());
        Channel<C> channel = byChannel.get(name);
        if (entry == null || channel == null || entry.connection != connection || !entry.channels.remove(channel)) {
            return false;
        }
        leave(entry, channel);
        return true;
    }

    public synchronized Optional<C> find(String connectionId) {
        return Optional.ofNullable(byId.get(connectionId)).map(entry -> entry.connection);
    }

    /** As it stands now, oldest first; a later change does not show in it. */
    public synchronized List<C> ofUser(UserId user) {
        return around(user).getOrDefault(user, List.of());
    }

    /** Those of each user of a part, as it stands now. @param part 0 to {@link #PARTS} - 1 */
    public synchronized List<List<C>> ofUsersIn(int part) {
        return List.copyOf(byUser.get(part).values());
    }

    /** Users of one {@link Logs#bucket} are in one part. */
    public static int part(UserId user) {
        return Logs.bucket(user) % PARTS;
    }

    /** Those of the user's connections that are in the channel, as it stands now. */
    public synchronized List<C> ofUserInChannel(UserId user, String name) {
        Channel<C> channel = byChannel.get(name);
        return channel == null
                ? List.of()
                : ofUser(user).stream()
                        .filter(connection -> channel.members.contains(byId.get(connection.connectionId())))
                        .toList();
    }

    /** As it stands now, in no order; a later change does not show in it. */
    public synchronized List<C> inChannel(String name) {
        Channel<C> channel = byChannel.get(name);
        return channel == null ? List.of() : connections(channel.members);
    }

    /** The channels of a connection, in the order subscribed; empty when it is not there (any more). */
    public synchronized List<String> channelsOf(C connection) {
        Entry<C> entry = byId.get(connection.connectionId());
        return entry == null || entry.connection != connection
                ? List.of()
                : entry.channels.stream().map(channel -> channel.name).toList();
    }

    /** Who they are, oldest first, as it stands now. */
    public List<ConnectionMetadata> metadataOf(UserId user, Instant now) {
        return ofUser(user).stream().map(one -> metadata(one, now)).toList();
    }

    /** Of all, in no order, each made as the stream gets to it: the channels of one that has gone by then are missing. */
    public Stream<ConnectionMetadata> metadata(Instant now) {
        return all().stream().map(one -> metadata(one, now));
    }

    /** Of one; without channels when it is not there (any more). */
    public ConnectionMetadata metadata(C connection, Instant now) {
        return ConnectionMetadata.of(connection, channelsOf(connection), now);
    }

    /** Sends to all connections of the user, each on its own event loop. */
    public void toUser(UserId user, Frame frame) {
        forUser(user, connection -> connection.socket().send(frame));
    }

    /** Sends to all connections in the channel, with one task for each event loop. */
    public void toChannel(String name, Frame frame) {
        forChannel(name, connection -> connection.socket().send(frame));
    }

    /** Does something with all connections of the user, each on its own event loop. */
    public void forUser(UserId user, Consumer<? super C> action) {
        dispatch(byLoop(ofUser(user)), action);
    }

    /** Does something with all connections in the channel, each on its own event loop, with one task for each loop. */
    public void forChannel(String name, Consumer<? super C> action) {
        dispatch(roster(name), action);
    }

    /** Does something with every connection, each on its own event loop, with one task for each loop. */
    public void forAll(Consumer<? super C> action) {
        dispatch(byLoop(all()), action);
    }

    public synchronized List<C> all() {
        return connections(byId.values());
    }

    public synchronized int count() {
        return byId.size();
    }

    /** Of those that came over this transport. */
    public int count(String transport) {
        return (int) all().stream()
                .filter(connection -> connection.socket().transport().equals(transport))
                .count();
    }

    public synchronized int userCount() {
        return byUser.stream().mapToInt(Map::size).sum();
    }

    public synchronized int channelCount() {
        return byChannel.size();
    }

    private Map<UserId, List<C>> around(UserId user) {
        return byUser.get(part(user));
    }

    private static <C> List<C> connections(Collection<Entry<C>> entries) {
        List<C> all = new ArrayList<>(entries.size());
        entries.forEach(entry -> all.add(entry.connection));
        return Collections.unmodifiableList(all);
    }

    private void leave(Entry<C> entry, Channel<C> channel) {
        channel.members.remove(entry);
        channel.roster = Optional.empty();
        if (channel.members.isEmpty()) {
            byChannel.remove(channel.name);
        }
    }

    private synchronized Map<Executor, List<C>> roster(String name) {
        Channel<C> channel = byChannel.get(name);
        if (channel == null) {
            return Map.of();
        }
        if (channel.roster.isEmpty()) {
            channel.roster = Optional.of(byLoop(inChannel(name)));
        }
        return channel.roster.get();
    }

    private static <C extends Member> void dispatch(Map<Executor, List<C>> roster, Consumer<? super C> action) {
        roster.forEach((loop, connections) -> loop.execute(() -> {
            for (C connection : connections) {
                each(connection, action);
            }
        }));
    }

    /** What goes wrong with one is not to keep it from the others. */
    private static <C extends Member> void each(C connection, Consumer<? super C> action) {
        try {
            action.accept(connection);
        } catch (RuntimeException e) {
            LOG.error("connections.action_failed connection={}", connection.connectionId(), e);
        }
    }

    private static <C extends Member> Map<Executor, List<C>> byLoop(List<C> connections) {
        Map<Executor, List<C>> loops = new IdentityHashMap<>();
        for (C connection : connections) {
            loops.computeIfAbsent(connection.socket().loop(), loop -> new ArrayList<>())
                    .add(connection);
        }
        return loops;
    }

    /** A user has ten connections at most, so copying is cheap and the list of one is as lean as can be. */
    private static <C> List<C> joined(List<C> some, List<C> more) {
        List<C> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    private static <C> List<C> without(List<C> all, C gone) {
        List<C> rest = new ArrayList<>(all);
        rest.removeIf(one -> one == gone);
        return List.copyOf(rest);
    }

    private static final class Entry<C> {
        final C connection;
        final List<Channel<C>> channels = new ArrayList<>(0);

        Entry(C connection) {
            this.connection = connection;
        }
    }

    private static final class Channel<C> {
        final String name;
        final Set<Entry<C>> members = new HashSet<>();
        Optional<Map<Executor, List<C>>> roster = Optional.empty();

        Channel(String name) {
            this.name = name;
        }
    }
}
