package io.devthread.realtime.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.gateway.Socket;
import io.devthread.realtime.gateway.SocketListener;
import io.devthread.realtime.testkit.RawWebSocket;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.web.Router;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** What an idle connection costs in live heap, and that nothing of HTTP stays with it. */
class IdleMemoryIT {
    private static final int COUNT = 3_000;
    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");

    private record Use(long instances, long bytes) {}

    private enum Silent implements SocketListener {
        LISTENER;

        static SocketListener of(Socket socket) {
            return LISTENER;
        }

        @Override
        public void onText(String text) {}

        @Override
        public void onWritable() {}

        @Override
        public void onClosed() {}
    }

    @Test
    void idleConnectionCostsLittleAndKeepsNothingOfHttp() throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        try {
            WebSocketUpgrade upgrade = new WebSocketUpgrade(SocketConfig.defaults());
            Router router = Router.router(vertx);
            router.route("/ws").handler(ctx -> upgrade.upgrade(ctx.request(), Silent::of));
            int port = SocketServer.await(
                            vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"))
                    .actualPort();
            for (int i = 0; i < 200; i++) {
                RawWebSocket.open(port, "/ws").close();
            }
            Map<String, Use> before = histogram();
            try (IdlePeers peers = IdlePeers.open(port, COUNT)) {
                Map<String, Use> after = histogram();
                assertNothingOfHttp(before, after);
                long perConnection = (total(after) - total(before)) / COUNT;
                System.out.println("live heap per idle connection: " + perConnection + " bytes");
                assertThat(perConnection).isLessThan(2_500);
            }
        } finally {
            SocketServer.await(vertx.close());
        }
    }

    private static void assertNothingOfHttp(Map<String, Use> before, Map<String, Use> after) {
        after.forEach((name, use) -> {
            if (name.startsWith("io.vertx.core.http.") || name.startsWith("io.vertx.ext.web.")) {
                long more = use.instances()
                        - before.getOrDefault(name, new Use(0, 0)).instances();
                assertThat(more).as(name).isLessThan(COUNT / 100);
            }
        });
    }

    private static long total(Map<String, Use> histogram) {
        return histogram.values().stream().mapToLong(Use::bytes).sum();
    }

    /** Of live objects: it collects garbage first. */
    private static Map<String, Use> histogram() throws Exception {
        Map<String, Use> uses = new HashMap<>();
        String text = "";
        for (int i = 0; i < 2; i++) {
            text = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        }
        text.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .forEach(line ->
                        uses.put(line.group(3), new Use(Long.parseLong(line.group(1)), Long.parseLong(line.group(2)))));
        return uses;
    }
}
