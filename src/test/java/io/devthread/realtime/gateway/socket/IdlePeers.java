package io.devthread.realtime.gateway.socket;

import io.devthread.realtime.testkit.RawWebSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A process of its own that opens WebSockets and then does nothing, so that only the server's side is measured. */
final class IdlePeers implements AutoCloseable {
    private final Process process;

    private IdlePeers(Process process) {
        this.process = process;
    }

    static IdlePeers open(int port, int count) throws IOException {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        IdlePeers.class.getName(),
                        Integer.toString(port),
                        Integer.toString(count))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.inputReader().readLine() == null) {
            throw new IOException("the peers did not come up");
        }
        return new IdlePeers(process);
    }

    public static void main(String[] args) throws IOException {
        List<RawWebSocket> all = new ArrayList<>();
        for (int i = Integer.parseInt(args[1]); i > 0; i--) {
            all.add(RawWebSocket.open(Integer.parseInt(args[0]), "/ws"));
        }
        System.out.println("open: " + all.size());
        System.in.read();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroyForcibly();
    }
}
