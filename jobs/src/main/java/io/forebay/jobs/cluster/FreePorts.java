package io.forebay.jobs.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback address that nobody listens on. */
final class FreePorts implements AutoCloseable {
    /*
     * Below the ports that operating systems give to connections that go out, one of which could
     * take a port between its choice here and its use.
     */
    private static final int FIRST_PORT = 20_000;
    private static final int PAST_LAST_PORT = 32_000;
    private static final int TRIES = 100;

    /** Held until the end, so that no port is given twice. */
    private final List<ServerSocket> held = new ArrayList<>();

    /**
     * The wanted port, or any free one where 0 is wanted.
     *
     * @throws IOException when the wanted port is taken
     */
    int take(int wanted) throws IOException {
        if (wanted != 0) {
            return bind(wanted);
        }
        for (int tries = 1; ; tries++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, PAST_LAST_PORT);
            try {
                return bind(port);
            } catch (IOException e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    private int bind(int port) throws IOException {
        var socket = new ServerSocket();
        held.add(socket);
        // As a server would: a port that a connection is just leaving is free.
        socket.setReuseAddress(true);
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new IOException("port is taken: port=" + port, e);
        }
        return port;
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket socket : held) {
            socket.close();
        }
    }
}
