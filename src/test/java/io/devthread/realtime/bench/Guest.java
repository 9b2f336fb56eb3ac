package io.devthread.realtime.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Json;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One of very many clients: it connects, resumes where it was, and when it is sent away or cut comes back as told, or
 * after a growing time with full jitter. It knows what it has missed and when it has all of it. On its event loop.
 */
final class Guest {
    private static final String SEQ = "\"seq\":";
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    private final Crowd crowd;
    private final String token;
    private Optional<Position> position = Optional.empty();
    private String session = "";
    private Channel channel;
    private long completeAt = Long.MAX_VALUE;
    private OptionalLong told = OptionalLong.empty();
    private boolean coming;
    private boolean missing;
    private int received;
    private long lostAt = System.nanoTime();
    private int failures;

    /** The last event that it has. */
    private record Position(String epoch, long seq) {}

    Guest(Crowd crowd, String token) {
        this.crowd = crowd;
        this.token = token;
    }

    void come() {
        lostAt = coming ? lostAt : System.nanoTime();
        received = coming ? received : 0;
        coming = true;
        crowd.attempts.increment();
        String resume = position.map(at -> "?session=" + session + "&epoch=" + at.epoch() + "&seq=" + at.seq())
                .orElse("");
        WebSocketClientHandshaker handshaker = crowd.handshaker(resume, token);
        crowd.connect(new Line(handshaker)).addListener(done -> {
            if (!done.isSuccess()) {
                crowd.unreachable.increment();
                again();
            }
        });
    }

    /** Without a goodbye. It stays away until {@link #come}. */
    void cut() {
        coming = false;
        if (channel != null) {
            channel.close();
        }
    }

    /** Of the present connection; the next one is read anyway. */
    void read(boolean isReading) {
        channel.config().setAutoRead(isReading);
    }

    /** The pause is as told, counted from now, or else by full jitter. */
    private void again() {
        long ceiling = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures++, 10));
        long pause = told.orElse(ThreadLocalRandom.current().nextLong(ceiling));
        told = OptionalLong.empty();
        crowd.later(pause, () -> {
            if (coming) {
                come();
            }
        });
    }

    private void frame(String text) {
        if (text.contains("\"event\":\"welcome\"")) {
            welcome(text);
        } else if (text.contains("\"event\":\"draining\"") || text.contains("\"type\":\"error\"")) {
            JsonNode frame = json(text);
            JsonNode wait = frame.has("data") ? frame.at("/data/retry_after_ms") : frame.path("retry_after_ms");
            told = wait.isNumber() ? OptionalLong.of(wait.asLong()) : OptionalLong.empty();
        } else if (text.contains(SEQ)) {
            durable(text);
        }
    }

    private void welcome(String text) {
        JsonNode data = json(text).path("data");
        String epoch = data.path("epoch").asText();
        String result = data.at("/resume/result").asText();
        session = data.path("session").asText();
        failures = 0;
        completeAt = data.path("seq").asLong();
        if (result.equals("reset") || position.isPresent() && !result.equals("full")) {
            crowd.resets.increment();
        }
        if (!result.equals("full")) {
            position = Optional.of(new Position(epoch, completeAt));
        }
        missing = true;
        completed();
    }

    private void durable(String text) {
        int from = text.indexOf(SEQ) + SEQ.length();
        int to = from;
        while (Character.isDigit(text.charAt(to))) {
            to++;
        }
        long seq = Long.parseLong(text, from, to, 10);
        Position before = position.orElseThrow();
        if (seq != before.seq() + 1) {
            crowd.gaps.increment();
        }
        position = Optional.of(new Position(before.epoch(), seq));
        crowd.events.increment();
        received++;
        completed();
    }

    private void completed() {
        if (missing && position.orElseThrow().seq() >= completeAt && received >= crowd.expected()) {
            missing = false;
            crowd.complete(lostAt);
        }
    }

    private static JsonNode json(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    private final class Line extends SimpleChannelInboundHandler<Object> {
        private final WebSocketClientHandshaker handshaker;

        Line(WebSocketClientHandshaker handshaker) {
            this.handshaker = handshaker;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            channel = ctx.channel();
            handshaker.handshake(channel);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, Object message) {
            switch (message) {
                case FullHttpResponse answer -> answered(ctx, answer);
                case TextWebSocketFrame frame -> frame(frame.text());
                case PingWebSocketFrame ping -> ctx.writeAndFlush(new PongWebSocketFrame());
                case CloseWebSocketFrame close -> {
                    crowd.closed(close.statusCode());
                    ctx.writeAndFlush(new CloseWebSocketFrame(1000, "")).addListener(sent -> ctx.close());
                }
                default -> {}
            }
        }

        private void answered(ChannelHandlerContext ctx, FullHttpResponse answer) {
            if (answer.status().code() == 101) {
                handshaker.finishHandshake(ctx.channel(), answer);
                return;
            }
            crowd.refused(answer.status().code());
            String body = answer.content().toString(StandardCharsets.UTF_8);
            JsonNode wait = body.startsWith("{")
                    ? json(body).path("retry_after_ms")
                    : Json.mapper().missingNode();
            told = wait.isNumber() ? OptionalLong.of(wait.asLong()) : OptionalLong.empty();
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> ctx.close());
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (coming && ctx.channel() == channel) {
                if (handshaker.isHandshakeComplete() && !missing) {
                    lostAt = System.nanoTime();
                    received = 0;
                }
                again();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable thrown) {
            ctx.close();
        }
    }
}
