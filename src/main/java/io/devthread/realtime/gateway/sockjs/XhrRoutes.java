package io.devthread.realtime.gateway.sockjs;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.http.BodyReader;
import io.devthread.realtime.gateway.session.ClientConnection;
import io.devthread.realtime.gateway.session.Gateway;
import io.devthread.realtime.gateway.session.Handshake;
import io.devthread.realtime.gateway.session.Handshakes;
import io.devthread.realtime.gateway.socket.SocketConfig;
import io.devthread.realtime.gateway.sockjs.SockJsSessions.Key;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.TokenVerifier;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The requests of an xhr session. Each shows a token, and reaches the sessions of that token's user only. To open a
 * session the token must be good; later its signature and user count: how long the session may live is a matter of the
 * connection, which may have been given a newer token in-band.
 */
final class XhrRoutes {
    private static final int MAX_BODY_BYTES = 256 * 1_024;

    private final Gateway gateway;
    private final Handshakes handshakes;
    private final SockJsSessions sessions;
    private final SocketConfig config;
    private final int maxFrameBytes;
    private final Executor loop;
    private final BodyReader bodies = new BodyReader(MAX_BODY_BYTES);

    /** @param loop of the requests; one object for all of them */
    XhrRoutes(
            Gateway gateway,
            Handshakes handshakes,
            SockJsSessions sessions,
            SocketConfig config,
            int maxFrameBytes,
            Executor loop) {
        this.gateway = gateway;
        this.handshakes = handshakes;
        this.sessions = sessions;
        this.config = config;
        this.maxFrameBytes = maxFrameBytes;
        this.loop = loop;
    }

    void poll(RoutingContext ctx) {
        SockJsSession session = session(ctx, "xhr-polling");
        receive(session, Receiver.polling(ctx.response(), loop));
    }

    void stream(RoutingContext ctx) {
        SockJsSession session = session(ctx, "xhr-streaming");
        receive(session, Receiver.streaming(ctx.response(), loop));
    }

    void send(RoutingContext ctx) {
        SockJsSession session = sessions.find(key(ctx))
                .filter(SockJsSession::isOpen)
                .orElseThrow(() -> Refusal.of(Failure.NOT_FOUND, "there is no such session"));
        bodies.read(ctx.request()).onSuccess(body -> accept(ctx, session, body)).onFailure(thrown -> ctx.fail(thrown));
    }

    private static void receive(SockJsSession session, Receiver receiver) {
        receiver.onCut(() -> session.execute(() -> session.cut(receiver)));
        session.execute(() -> session.receive(receiver));
    }

    /**
     * What is no list of frames is answered as the SockJS protocol has it, and the session lives on. The client of a
     * frame that is too long would believe a refusal to be a lost connection: it learns from the close frame.
     */
    private void accept(RoutingContext ctx, SockJsSession session, Buffer body) {
        switch (envelope(body)) {
            case Envelope.Frames frames -> {
                session.execute(() -> session.accept(frames.texts()));
                SockJs.text(ctx, 204, "");
            }
            case Envelope.TooLong tooLong -> {
                session.execute(() -> session.close(CloseCode.TOO_BIG));
                SockJs.text(ctx, 204, "");
            }
            case Envelope.Malformed malformed ->
                SockJs.text(ctx, 500, body.length() == 0 ? "Payload expected." : "Broken JSON encoding.");
        }
    }

    private Envelope envelope(Buffer body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body.getBytes()))
                    .toString();
            return text.isEmpty() ? new Envelope.Malformed() : Envelope.read(text, maxFrameBytes);
        } catch (CharacterCodingException e) {
            return new Envelope.Malformed();
        }
    }

    private SockJsSession session(RoutingContext ctx, String transport) {
        Key key = key(ctx);
        Optional<SockJsSession> known = sessions.find(key);
        return known.isPresent() ? known.get() : open(ctx, key, transport);
    }

    /** Of two first requests at once one opens the session. */
    private SockJsSession open(RoutingContext ctx, Key key, String transport) {
        HttpServerRequest request = ctx.request();
        Handshake handshake = handshakes.admit(request);
        SockJsSession fresh = new SockJsSession(
                loop, config, transport, request.remoteAddress().hostAddress());
        SockJsSession session = sessions.findOr(key, () -> fresh);
        if (session == fresh) {
            open(session, key, handshake);
        } else {
            handshakes.dismiss(handshake);
        }
        return session;
    }

    /** A session without an owner would stay for ever: its client opens another. */
    private void open(SockJsSession session, Key key, Handshake handshake) {
        try {
            session.open(socket -> ClientConnection.open(gateway, socket, handshake));
        } catch (RuntimeException broken) {
            sessions.remove(key);
            throw broken;
        }
    }

    private Key key(RoutingContext ctx) {
        String id = SockJs.checkPath(ctx);
        UserId user = Handshakes.token(ctx.request())
                .map(token -> gateway.tokens().verifyIgnoringExpiry(token).user())
                .orElseThrow(TokenVerifier::unauthorized);
        return new Key(user, id);
    }

    private static void fail(RoutingContext ctx, Refusal refusal) {
        ctx.fail(refusal.failure().httpStatus(), refusal);
    }
}
