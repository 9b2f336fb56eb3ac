package io.devthread.realtime.testkit;

import io.devthread.realtime.model.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/** SockJS as a client speaks it, over the JDK's HTTP client and WebSocket; it remembers every SockJS frame. */
public final class SockJsWire implements RealtimeClient.Wire, WebSocket.Listener {
    public enum Transport {
        WEBSOCKET("websocket", "sockjs-websocket"),
        STREAMING("xhr_streaming", "xhr-streaming"),
        POLLING("xhr", "xhr-polling");

        private final String path;
        private final String metric;

        Transport(String path, String metric) {
            this.path = path;
            this.metric = metric;
        }

        /** As the service's metrics call it. */
        public String metric() {
            return metric;
        }
    }

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final ServiceAddress address;
    private final Transport transport;
    private final String session = Long.toString(ThreadLocalRandom.current().nextLong(1L << 60), 36);
    private final String query;
    private final RealtimeClient client;
    private final List<String> sockJsFrames = new CopyOnWriteArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    private volatile boolean over;
    private Thread receiving;
    private WebSocket socket;

    private SockJsWire(ServiceAddress address, Transport transport, String query, RealtimeClient client) {
        this.address = address;
        this.transport = transport;
        this.query = query;
        this.client = client;
    }

    /** @param query such as {@code ?token=…} */
    public static RealtimeClient open(ServiceAddress address, Transport transport, String query) {
        return RealtimeClient.over(client -> start(new SockJsWire(address, transport, query, client)));
    }

    public static SockJsWire start(ServiceAddress address, Transport transport, String query, RealtimeClient client) {
        return start(new SockJsWire(address, transport, query, client));
    }

    private static SockJsWire start(SockJsWire wire) {
        if (wire.transport == Transport.WEBSOCKET) {
            wire.socket = HTTP.newWebSocketBuilder().buildAsync(wire.ws(), wire).join();
        } else {
            wire.receiving = Thread.ofVirtual().start(wire::receive);
        }
        return wire;
    }

    /** The client's own part of the URL. */
    public String session() {
        return session;
    }

    /** Open frames, heartbeats, messages and closes, as they came. */
    public List<String> sockJsFrames() {
        return List.copyOf(sockJsFrames);
    }

    @Override
    public void send(String text) {
        String envelope = Json.text(List.of(text));
        if (transport == Transport.WEBSOCKET) {
            socket.sendText(envelope, true).join();
            return;
        }
        try {
            HTTP.send(request("xhr_send", envelope), BodyHandlers.discarding());
        } catch (IOException e) {
            client.ended(1006);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        cut();
    }

    @Override
    public void cut() {
        over = true;
        if (transport == Transport.WEBSOCKET) {
            socket.abort();
        } else {
            receiving.interrupt();
        }
    }

    private void receive() {
        try {
            while (!over) {
                receiveOnce();
            }
        } catch (IOException e) {
            client.ended(1006);
        } catch (InterruptedException cut) {
            Thread.currentThread().interrupt();
        }
    }

    private void receiveOnce() throws IOException, InterruptedException {
        HttpResponse<java.io.InputStream> answer = HTTP.send(request(transport.path, ""), BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            over = true;
            client.ended(answer.statusCode());
        }
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && !over; line = lines.readLine()) {
                take(line);
            }
        }
    }

    private void take(String frame) {
        sockJsFrames.add(frame);
        switch (frame.charAt(0)) {
            case 'a' -> {
                for (String text : Json.read(frame.substring(1), String[].class)) {
                    client.received(text);
                }
            }
            case 'c' -> {
                over = true;
                client.ended(Json.read(frame.substring(1), Object[].class)[0] instanceof Integer code ? code : -1);
            }
            default -> {}
        }
    }

    @Override
    public synchronized CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            take(partial.toString());
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        client.ended(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        client.ended(1006);
    }

    private HttpRequest request(String what, String body) {
        return HttpRequest.newBuilder(uri(what))
                .POST(body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
    }

    private URI uri(String what) {
        return address.http("/sockjs/000/" + session + "/" + what + query);
    }

    private URI ws() {
        return URI.create(uri("websocket").toString().replace("http:", "ws:"));
    }
}
