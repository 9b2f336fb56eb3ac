package io.devthread.realtime.gateway.socket;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.ErrorAnswer;
import io.devthread.realtime.gateway.Socket;
import io.devthread.realtime.gateway.SocketListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Turns HTTP requests into {@link Socket}s. One for each HTTP server, which must run on an event loop; it knows the
 * sockets it has opened, so that its owner can end them all before it closes the server.
 */
public final class WebSocketUpgrade {
    private final SocketConfig config;
    private final Dialect dialect;
    private final WebSocketDecoderConfig plainDecoding;
    private final WebSocketDecoderConfig deflateDecoding;
    private final Map<Context, SocketLoop> loops = new HashMap<>();
    private boolean closed;

    public WebSocketUpgrade(SocketConfig config) {
        this(config, Dialect.NONE);
    }

    public WebSocketUpgrade(SocketConfig config, Dialect dialect) {
        this.config = config;
        this.dialect = dialect;
        this.plainDecoding = decoding(config, false);
        this.deflateDecoding = decoding(config, true);
    }

    /**
     * Call it on the request's event loop, in the same turn as the request came in: later, bytes that a hasty client
     * sent right behind its request may have been taken for HTTP. The caller has checked token and origin. For Vert.x
     * the connection ends with the upgrade, so the close handlers of connection and response run.
     *
     * @param owner called once, before this method returns, when the handshake is good; it may send or close at once.
     *     Messages may follow before this method returns. It and its listener run in the Vert.x context of the server.
     * @return false when the handshake is refused, which has then been answered (400, 405, 426; 503 after
     *     {@link #closeAll}), or the client has gone
     */
    public boolean upgrade(HttpServerRequest request, Function<Socket, SocketListener> owner) {
        return switch (Handshake.of(request.version(), request.method(), request.headers())) {
            case Handshake.Accepted accepted -> open(request, accepted, owner);
            case Handshake.Refused refused -> refuse(request, refused);
        };
    }

    /**
     * Closes every socket with the code, and refuses all that come later. From any thread.
     *
     * @return completes when the last has gone, {@link SocketConfig#linger} and a little later at the most
     */
    public Future<Void> closeAll(CloseCode code) {
        synchronized (loops) {
            closed = true;
            return Future.all(loops.values().stream()
                            .map(loop -> loop.closeAll(code))
                            .toList())
                    .mapEmpty();
        }
    }

    private boolean open(
            HttpServerRequest request, Handshake.Accepted handshake, Function<Socket, SocketListener> owner) {
        Channel channel = VertxInternals.channel(request.connection());
        if (!channel.isActive()) {
            return false;
        }
        Optional<SocketLoop> loop = loop();
        if (loop.isEmpty()) {
            return refuse(request.response(), 503, Refusal.unavailable("this server"));
        }
        WebSocket socket = new WebSocket(
                loop.get(),
                handshake.deflate().map(DeflateOffer::longestMessage).orElse(0));
        ByteBuf head = ByteBufUtil.writeAscii(channel.alloc(), handshake.response());
        WebSocketDecoderConfig decoding = handshake.deflate().isPresent() ? deflateDecoding : plainDecoding;
        VertxInternals.takeOver(channel, decoding, socket, head, owner);
        return true;
    }

    private Optional<SocketLoop> loop() {
        Context context = VertxInternals.rootContext(Vertx.currentContext());
        synchronized (loops) {
            return closed
                    ? Optional.empty()
                    : Optional.of(loops.computeIfAbsent(context, key -> new SocketLoop(key, config, dialect)));
        }
    }

    private static WebSocketDecoderConfig decoding(SocketConfig config, boolean deflate) {
        return WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(true)
                .allowMaskMismatch(false)
                .allowExtensions(deflate)
                .maxFramePayloadLength(config.wireLimit(deflate))
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build();
    }

    private static boolean refuse(HttpServerRequest request, Handshake.Refused refused) {
        HttpServerResponse response = request.response();
        refused.headers().forEach(response::putHeader);
        return refuse(response, refused.status(), Refusal.of(Failure.INVALID_DATA, refused.message()));
    }

    private static boolean refuse(HttpServerResponse response, int status, Refusal refusal) {
        ErrorAnswer.send(response, status, refusal, Clock.systemUTC());
        return false;
    }
}
