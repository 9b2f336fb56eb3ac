package io.devthread.realtime.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;

/** Very many {@link Guest}s on one event loop, and what happens to them. */
final class Crowd {
    final LongAdder attempts = new LongAdder();
    final LongAdder unreachable = new LongAdder();
    final LongAdder resets = new LongAdder();
    final LongAdder gaps = new LongAdder();

    /** Durable ones, since the beginning. */
    final LongAdder events = new LongAdder();

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Map<Integer, Integer> refusals = new TreeMap<>();
    private final Map<Integer, Integer> closes = new TreeMap<>();
    private final AtomicInteger complete = new AtomicInteger();
    private final List<Guest> guests;
    private final OptionalInt receiveBuffer;
    private volatile URI base;
    private volatile int expected;
    private volatile Histogram away = Load.histogram();
    private volatile Histogram completions = Load.histogram();
    private volatile long begun = System.nanoTime();

    Crowd(URI base, List<String> tokens) {
        this(base, tokens, OptionalInt.empty());
    }

    /** @param receiveBuffer bytes that the kernel takes for each of them, while it does not read */
    Crowd(URI base, List<String> tokens, OptionalInt receiveBuffer) {
        this.base = base;
        this.receiveBuffer = receiveBuffer;
        this.guests = tokens.stream().map(token -> new Guest(this, token)).toList();
        loop.submit(Crowd::giveWay).syncUninterruptibly();
    }

    /**
     * This thread makes the crowd, others of this process measure what it does to somebody else: on a core that they share
     * thousands of connects held them up for longer than the service did. Where there is no Linux, it goes on as it is.
     */
    private static void giveWay() {
        try {
            Path self = Files.readSymbolicLink(Path.of("/proc/thread-self"));
            new ProcessBuilder("renice", "-n", "15", "-p", self.getFileName().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException none) {
            System.err.println("the crowd does not give way: " + none);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int size() {
        return guests.size();
    }

    /** All come within this time, evenly. @param expecting events that each of them has missed */
    void come(long withinMillis, int expecting) {
        beginAnew(expecting);
        for (int i = 0; i < guests.size(); i++) {
            Guest guest = guests.get(i);
            loop.schedule(guest::come, withinMillis * 1_000 * i / guests.size(), TimeUnit.MICROSECONDS);
        }
    }

    /** With times and counts. */
    void beginAnew(int expecting) {
        expected = expecting;
        complete.set(0);
        List.of(attempts, unreachable, resets, gaps).forEach(LongAdder::reset);
        completions = Load.histogram();
        away = Load.histogram();
        begun = System.nanoTime();
        loop.execute(() -> {
            refusals.clear();
            closes.clear();
        });
    }

    int expected() {
        return expected;
    }

    void cut() {
        loop.submit(() -> guests.forEach(Guest::cut)).syncUninterruptibly();
    }

    /** They stay connected. */
    void stopReading() {
        loop.submit(() -> guests.forEach(guest -> guest.read(false))).syncUninterruptibly();
    }

    void readAgain() {
        loop.submit(() -> guests.forEach(guest -> guest.read(true))).syncUninterruptibly();
    }

    /** From now on they come here. */
    void moveTo(URI other) {
        base = other;
    }

    void complete(long lostAtNanos) {
        long now = System.nanoTime();
        completions.recordValue((now - begun) / 1_000);
        away.recordValue((now - lostAtNanos) / 1_000);
        complete.incrementAndGet();
    }

    int completed() {
        return complete.get();
    }

    /** From the loss of each one's own connection to its last missed event. */
    Histogram away() {
        return away;
    }

    /** From the begin of it all to the last missed event of each. */
    Histogram completions() {
        return completions;
    }

    void refused(int status) {
        refusals.merge(status, 1, Integer::sum);
    }

    void closed(int code) {
        closes.merge(code, 1, Integer::sum);
    }

    int refusals(int status) {
        return loop.submit(() -> refusals.getOrDefault(status, 0))
                .syncUninterruptibly()
                .getNow();
    }

    int closes(int code) {
        return loop.submit(() -> closes.getOrDefault(code, 0))
                .syncUninterruptibly()
                .getNow();
    }

    ChannelFuture connect(ChannelHandler line) {
        Bootstrap bootstrap = new Bootstrap();
        receiveBuffer.ifPresent(bytes -> bootstrap.option(ChannelOption.SO_RCVBUF, bytes));
        return bootstrap
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 15_000)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(8_192), line);
                    }
                })
                .connect(base.getHost(), base.getPort());
    }

    WebSocketClientHandshaker handshaker(String query, String token) {
        URI uri = URI.create("ws://" + base.getAuthority() + "/ws" + query);
        DefaultHttpHeaders headers = new DefaultHttpHeaders();
        headers.set("Authorization", "Bearer " + token);
        return WebSocketClientHandshakerFactory.newHandshaker(uri, WebSocketVersion.V13, null, false, headers, 1 << 20);
    }

    void later(long millis, Runnable task) {
        loop.schedule(task, millis, TimeUnit.MILLISECONDS);
    }
}
