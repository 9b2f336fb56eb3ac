package io.devthread.realtime.bench;

import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** People who follow the same posts, all over the same transport. */
final class Audience implements AutoCloseable {
    private static final long PACE_MICROS = 1_500;
    private static final long PING_SECONDS = 25;
    private static final String PING = Json.text(Map.of("v", 1, "id", "p", "type", "system", "event", "ping"));

    private final EventLoopGroup loop;
    private final URI base;
    private final Transport transport;
    private final Posts posts;
    private final String subscribe;
    private final ChannelGroup channels;
    private final AtomicInteger following = new AtomicInteger();
    private final LongAdder lost = new LongAdder();
    private volatile boolean over;

    private Audience(EventLoopGroup loop, URI base, Transport transport, Posts posts) {
        this.loop = loop;
        this.base = base;
        this.transport = transport;
        this.posts = posts;
        this.channels = new DefaultChannelGroup(loop.next(), true);
        this.subscribe = Json.text(Map.of(
                "v",
                1,
                "id",
                "s",
                "type",
                "system",
                "event",
                "subscribe",
                "data",
                Map.of("channels", posts.channels())));
    }

    /** Returns when everybody follows. */
    static Audience gather(EventLoopGroup loop, URI base, Transport transport, List<BenchClient> people, Posts posts) {
        Audience audience = new Audience(loop, base, transport, posts);
        for (int i = 0; i < people.size(); i++) {
            BenchClient person = people.get(i);
            loop.schedule(() -> audience.connect(person), i * PACE_MICROS, TimeUnit.MICROSECONDS);
        }
        Load.await(() -> audience.following.get() == people.size());
        if (audience.following.get() < people.size()) {
            throw new IllegalStateException("over " + transport + " only " + audience.following + " came");
        }
        return audience;
    }

    /** Connections that ended, and things that could not be said, before the {@link #close}. */
    long losses() {
        return lost.sum();
    }

    void lost() {
        if (!over) {
            lost.increment();
        }
    }

    /** As it came, in SockJS's wrapping or without. */
    void heard(Line line, String text) {
        if (text.contains("post_counts")) {
            posts.heard(text);
        } else if (text.contains("\"welcome")) {
            line.say(subscribe);
        } else if (text.contains("\"ack")) {
            following.incrementAndGet();
        }
    }

    private void connect(BenchClient person) {
        String session = Ids.next().toString();
        Line line = transport.isXhr()
                ? new XhrLine(base, transport, session, person, this)
                : socket(transport.path(session), person);
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpClientCodec());
                        if (!transport.isXhr()) {
                            channel.pipeline().addLast(new HttpObjectAggregator(8_192));
                        }
                        channel.pipeline().addLast(line);
                        channels.add(channel);
                        keepAlive(channel, line);
                    }
                })
                .connect(base.getHost(), base.getPort());
    }

    private SocketLine socket(String path, BenchClient person) {
        DefaultHttpHeaders headers = new DefaultHttpHeaders();
        headers.set("Authorization", "Bearer " + person.token());
        return new SocketLine(
                WebSocketClientHandshakerFactory.newHandshaker(
                        URI.create("ws://" + base.getAuthority() + path),
                        WebSocketVersion.V13,
                        null,
                        false,
                        headers,
                        1 << 20),
                transport.isSockJs(),
                this);
    }

    /** Not all at the same moment. */
    private void keepAlive(Channel channel, Line line) {
        if (transport.needsPing()) {
            long first = ThreadLocalRandom.current().nextLong(5_000, PING_SECONDS * 1_000);
            var pings = channel.eventLoop()
                    .scheduleAtFixedRate(() -> line.say(PING), first, PING_SECONDS * 1_000, TimeUnit.MILLISECONDS);
            channel.closeFuture().addListener(closed -> pings.cancel(false));
        }
    }

    @Override
    public void close() {
        over = true;
        channels.close().syncUninterruptibly();
    }
}
