package io.devthread.realtime.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.testkit.BridgeClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Both bridges as one of their clients sees them. */
enum Door {
    TCP {
        @Override
        Client open(BridgeStage stage) {
            BridgeClient client = BridgeClient.open(stage.tcpPort);
            return new Client() {
                @Override
                public void send(String frame) {
                    client.send(frame);
                }

                @Override
                public JsonNode next() {
                    return client.next();
                }

                @Override
                public void close() {
                    client.close();
                }
            };
        }
    },
    SOCKJS {
        @Override
        Client open(BridgeStage stage) {
            return new WebSocketClient(URI.create("ws://127.0.0.1:" + stage.httpPort + "/eventbus/websocket"));
        }
    };

    interface Client extends AutoCloseable {
        void send(String frame);

        JsonNode next();

        default JsonNode ask(String frame) {
            send(frame);
            return next();
        }

        @Override
        void close();
    }

    abstract Client open(BridgeStage stage);

    /** The WebSocket of SockJS that carries bare frames. */
    static final class WebSocketClient implements Client, WebSocket.Listener {
        private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();
        private final WebSocket socket;

        WebSocketClient(URI uri) {
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(uri, this)
                    .join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                frames.add(partial.toString());
                partial.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public void send(String frame) {
            socket.sendText(frame, true).join();
        }

        @Override
        public JsonNode next() {
            try {
                String frame = frames.poll(30, TimeUnit.SECONDS);
                if (frame == null) {
                    throw new AssertionError("no frame came");
                }
                return Json.read(frame, JsonNode.class);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            socket.abort();
        }
    }
}
