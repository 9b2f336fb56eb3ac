package io.devthread.realtime.gateway;

import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;

/** A member without a network, whose socket remembers what it was sent. */
record Peer(String connectionId, UserId user, Recorder recorder) implements Member {
    static Peer of(String id, int user, Executor loop) {
        return new Peer(id, user(user), new Recorder(loop, new ArrayList<>()));
    }

    static UserId user(int number) {
        return new UserId(new UUID(0, number));
    }

    List<String> sent() {
        return recorder.sent().stream().map(Frame::text).toList();
    }

    @Override
    public Socket socket() {
        return recorder;
    }

    @Override
    public String userAgent() {
        return "devthread-test/1";
    }

    @Override
    public Instant connectedAt() {
        return Instant.EPOCH;
    }

    record Recorder(Executor loop, List<Frame> sent) implements Socket {
        @Override
        public void send(Frame frame) {
            sent.add(frame);
        }

        @Override
        public long pendingBytes() {
            return 0;
        }

        @Override
        public void close(CloseCode code) {}

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public String transport() {
            return "none";
        }

        @Override
        public String remoteAddress() {
            return "none";
        }

        @Override
        public long lastSeenNanos() {
            return 0;
        }
    }
}
