package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.Socket;
import io.devthread.realtime.gateway.SocketListener;
import io.devthread.realtime.gateway.presence.Viewer;
import io.devthread.realtime.gateway.session.Handshake.Resume;
import io.devthread.realtime.gateway.trace.Trail;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.presence.PresenceApi.Activity;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: from the open socket to its end. How it comes from the token to the welcome is in {@link Opening}; what it
 * may command in {@link Commands}; how it gets its durable events in {@link DurableFeed}.
 *
 * <pre>
 * OPENING ──token──► REGISTERING ──log answers──► LIVE ──(drain: LEAVING)──► CLOSED
 *    └── 5 s or a bad token: 4501     └── 11th: 4504 · Redis away: 4013
 * </pre>
 *
 * <p>On the socket's event loop, except where a method says otherwise.
 */
public final class ClientConnection implements SocketListener, Viewer, Caller {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);
    private static final long HARD_BOUND = 8;

    private enum State {
        OPENING,
        REGISTERING,
        LIVE,
        /** Let go by a process that stops: hears nothing more, and is closed when all is answered. */
        LEAVING,
        CLOSED
    }

    private record Draining(long retryAfterMs) {}

    private final Gateway gateway;
    private final Socket socket;
    private final String id = Ids.next().toString();
    private final String userAgent;
    private final String counted;
    private final Commands commands;
    private final Subscriptions subscriptions;
    private final Interpreter interpreter;
    private State state = State.OPENING;
    private volatile Optional<Identity> identity = Optional.empty();
    private volatile boolean expiryAnnounced;
    private volatile boolean closing;
    private volatile Activity activity = Activity.GONE;
    private Optional<Opening> opening = Optional.empty();
    private Optional<DurableFeed> feed = Optional.empty();
    private Optional<Trail> trail = Optional.empty();
    private volatile String session = "";
    private volatile String resumes = "";
    private int unanswered;

    private ClientConnection(Gateway gateway, Socket socket, Handshake handshake) {
        this.gateway = gateway;
        this.socket = socket;
        this.userAgent = handshake.userAgent();
        this.counted = handshake.counted();
        this.commands = new Commands(gateway, this);
        this.interpreter = new Interpreter(gateway, this, commands);
        this.subscriptions = new Subscriptions(gateway, this);
    }

    /**
     * Takes over a socket that has just been opened. The socket's listener is the result; when this fails there is none
     * that would hear of the end, so the connection counts as ended.
     */
    public static ClientConnection open(Gateway gateway, Socket socket, Handshake handshake) {
        gateway.metrics().churn().opened(socket);
        ClientConnection connection = new ClientConnection(gateway, socket, handshake);
        try {
            handshake
                    .identity()
                    .ifPresentOrElse(
                            known -> connection.authenticate(known, handshake.resume(), Optional.empty()),
                            connection::awaitAuthentication);
        } catch (RuntimeException broken) {
            connection.onClosed();
            throw broken;
        }
        return connection;
    }

    @Override
    public void onText(String text) {
        if (closing) {
            return;
        }
        switch (state) {
            case OPENING, LIVE -> interpreter.hear(text);
            case REGISTERING -> opening.ifPresent(registering -> registering.postpone(text));
            case LEAVING, CLOSED -> {}
        }
    }

    @Override
    public void onWritable() {
        feed.ifPresent(DurableFeed::drain);
    }

    @Override
    public void onClosed() {
        State before = state;
        state = State.CLOSED;
        gateway.admission().left(counted);
        trail.ifPresent(
                known -> known.closed(socket.closedWith().map(CloseCode::code).orElse(0)));
        gateway.metrics().churn().closed(socket);
        activity = Activity.GONE;
        commands.connectionClosed();
        identity.filter(known -> before != State.OPENING).ifPresent(known -> depart(known.user()));
    }

    /**
     * Writes a reply or an ephemeral event. Who commands without reading is a slow consumer too: over the outbound bound
     * it has the time of one, and is closed at once far beyond it. A burst of replies within one turn is neither.
     */
    void send(Frame frame) {
        if (!socket.isOpen()) {
            return;
        }
        socket.send(frame);
        gateway.metrics().traffic().sent(frame);
        long pending = socket.pendingBytes();
        if (pending > HARD_BOUND * gateway.sockets().outboundBytes()) {
            closeNow(CloseCode.SLOW_CONSUMER);
        } else if (pending > gateway.sockets().outboundBytes()) {
            feed.ifPresent(DurableFeed::drain);
        }
    }

    void error(Optional<String> commandId, Refusal refusal) {
        send(Replies.error(commandId, refusal, now()));
    }

    /** Any thread. What comes from now on is not heard any more; the reply to what is being heard still goes out. */
    @Override
    public void close(CloseCode code) {
        closing = true;
        socket.execute(() -> {
            if (socket.isOpen()) {
                LOG.debug("connection.close id={} code={}", id, code.code());
                closeNow(code);
            }
        });
    }

    void closeNow(CloseCode code) {
        socket.close(code);
    }

    /** Any thread: an event that is gone when the client has no room for it. */
    public void sendEphemeral(Frame frame) {
        socket.execute(() -> sendEphemeralNow(frame));
    }

    /** The same, on the socket's event loop. */
    void sendEphemeralNow(Frame frame) {
        if (!offer(frame) && isLive()) {
            gateway.metrics().traffic().shed(frame);
        }
    }

    @Override
    public boolean offer(Frame frame) {
        boolean hasRoom = state == State.LIVE
                && socket.pendingBytes() <= gateway.sockets().outboundBytes();
        if (hasRoom) {
            send(frame);
        } else if (state == State.LIVE) {
            trail.ifPresent(Trail::shed);
        }
        return hasRoom;
    }

    @Override
    public Activity activity() {
        return activity;
    }

    @Override
    public void active(boolean isActive) {
        activity = isActive ? Activity.ACTIVE : Activity.IDLE;
        gateway.presence().changed(this);
    }

    /** Any thread: a durable event for this user was appended. */
    void wake(Position position, Frame frame) {
        feed.ifPresent(known -> known.wake(position, frame));
    }

    /** Any thread. */
    boolean hasTyped() {
        return commands.hasTyped();
    }

    /** Any thread: its user has sent the message, over whichever connection. */
    void messageSent(Message message) {
        if (hasTyped()) {
            socket.execute(() -> commands.messageSent(message));
        }
    }

    @Override
    public Identity identity() {
        return identity.orElseThrow();
    }

    /** Any thread; empty until authenticated. */
    Optional<Identity> knownIdentity() {
        return identity;
    }

    Optional<DurableFeed> feed() {
        return feed;
    }

    @Override
    public Socket socket() {
        return socket;
    }

    @Override
    public String connectionId() {
        return id;
    }

    @Override
    public UserId user() {
        return identity().user();
    }

    /** Any thread; empty until it is live. */
    public String session() {
        return session;
    }

    /** Any thread: the session that it says it had; empty for none. */
    String resumes() {
        return resumes;
    }

    @Override
    public String userAgent() {
        return userAgent;
    }

    boolean isLive() {
        return state == State.LIVE;
    }

    /** In the directory: what it has commanded until it was told to leave is still done for it, and kept. */
    boolean isEntered() {
        return state == State.LIVE || state == State.LEAVING;
    }

    /** The connection lives on with its expiry and scopes. */
    @Override
    public void renew(Identity fresh) {
        identity = Optional.of(fresh);
        expiryAnnounced = false;
    }

    /** Any thread. */
    boolean isExpiryAnnounced() {
        return expiryAnnounced;
    }

    /** Any thread. Once for each token; a client that can't hear it yet, or has no room, is told at a later look. */
    void announceExpiry(Identity expiring, Frame frame) {
        socket.execute(() -> {
            if (!expiryAnnounced && identity().equals(expiring)) {
                expiryAnnounced = offer(frame);
            }
        });
    }

    @Override
    public long now() {
        return gateway.clock().millis();
    }

    @Override
    public <T> Future<T> here(Future<T> answer) {
        Promise<T> promise = Promise.promise();
        answer.onComplete(
                result -> socket.execute(() -> promise.complete(result)),
                thrown -> socket.execute(() -> promise.fail(thrown)));
        return promise.future();
    }

    /** Known from here on: durable events of the user gather in the feed until the welcome is out. */
    void authenticate(Identity known, Resume resume, Optional<String> commandId) {
        state = State.REGISTERING;
        identity = Optional.of(known);
        resumes = resume.session().orElse("");
        Trail own = gateway.traced().of(known.user(), id);
        trail = Optional.of(own);
        DurableFeed gathering = new DurableFeed(
                known.user(),
                socket,
                after -> gateway.logs().read(known.user(), after),
                gateway.sockets().outboundBytes(),
                gateway.clock(),
                gateway.metrics(),
                position -> gateway.confirmations().add(known.user(), position),
                own);
        feed = Optional.of(gathering);
        gateway.connections().add(this);
        Opening registering = new Opening(gateway, this, gathering, own, resume, commandId);
        opening = Optional.of(registering);
        registering.register();
    }

    /**
     * The directory has taken the connection in.
     *
     * @return false when the socket has gone meanwhile: then it has left the directory again
     */
    boolean entered(String sessionId) {
        session = sessionId;
        if (state == State.CLOSED) {
            depart(user());
            return false;
        }
        state = State.LIVE;
        opening = Optional.empty();
        return true;
    }

    /** Redis did not say whether it has, under this session. */
    void mayHaveEntered(String sessionId) {
        gateway.connections().remove(this);
        gateway.departures().left(user(), id, sessionId);
    }

    /** The welcome is out. */
    void welcomed() {
        activity = Activity.ACTIVE;
        gateway.presence().entered(this);
    }

    /** The channels of a restored session, the personal one always among them. */
    Set<String> restore(Set<String> channels) {
        return subscriptions.restore(channels);
    }

    @Override
    public Subscriptions subscriptions() {
        return subscriptions;
    }

    @Override
    public void sent(Message message) {
        gateway.messageSent(user(), message);
    }

    boolean isAuthenticated() {
        return state != State.OPENING;
    }

    private void awaitAuthentication() {
        gateway.vertx()
                .setTimer(
                        gateway.config().authenticationTimeout().toMillis(),
                        timer -> socket.execute(() -> {
                            if (state == State.OPENING) {
                                close(CloseCode.NOT_AUTHENTICATED);
                            }
                        }));
    }

    /** A command is on its way: a leaving connection stays open for its answer. */
    void asked() {
        unanswered++;
    }

    void answered(Optional<Frame> reply) {
        unanswered--;
        reply.ifPresent(this::send);
        closeIfLeft();
    }

    /**
     * The process stops: the client is told when to come back, and closed when it has all the answers to what it has
     * commanded until now. What it sends from now on it sends again after the resume.
     */
    void leave(Duration comeBack) {
        if (state == State.LIVE) {
            send(Replies.system("draining", Optional.empty(), new Draining(comeBack.toMillis()), now()));
            state = State.LEAVING;
            closeIfLeft();
        } else {
            close(CloseCode.DRAINING);
        }
    }

    private void closeIfLeft() {
        if (state == State.LEAVING && unanswered == 0) {
            close(CloseCode.DRAINING);
        }
    }

    /** Nobody reaches it any more. */
    private void depart(UserId user) {
        gateway.connections().remove(this);
        gateway.presence().changed(this);
        if (!session.isEmpty()) {
            gateway.departures().left(user, id, session);
        }
    }

    Set<String> personalChannel() {
        Set<String> channels = new LinkedHashSet<>();
        channels.add(new Channel.Personal(user()).toString());
        return channels;
    }
}
