package io.forebay.connectors.gateway.faults;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * A network between a job and its gateway that does what networks do: it is slow, it is cut, it
 * falls silent without a word, it resets connections in the middle of a message. TCP on loopback.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int CHUNK_BYTES = 4_096;
    private static final int QUEUED_CHUNKS = 64;

    private final ServerSocket listening;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile int upstreamPort;
    private volatile long delayMillis;
    private volatile long bytesPerSecond = Long.MAX_VALUE;
    private volatile LongSupplier resetAfterBytes = () -> Long.MAX_VALUE;
    private volatile boolean isCut;
    private volatile boolean swallowsUp;
    private volatile boolean swallowsDown;

    /** Passes everything on, at once. */
    public FaultProxy(int upstreamPort) throws IOException {
        this.upstreamPort = upstreamPort;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("fault-proxy", this::accept);
    }

    /** Where the job connects to. */
    public String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /** New connections go to this port of loopback. */
    public void setUpstreamPort(int port) {
        upstreamPort = port;
    }

    /** What is sent comes so much later, in each direction. */
    public void setDelayMillis(long millis) {
        delayMillis = millis;
    }

    /** Each direction of a connection carries no more. */
    public void setBytesPerSecond(long bytes) {
        bytesPerSecond = bytes;
    }

    /** Each new connection is reset after so many bytes, both directions taken together. */
    public void setResetAfterBytes(LongSupplier bytes) {
        resetAfterBytes = bytes;
    }

    /** Resets all connections, and new ones at once, until {@link #heal}. */
    public void cut() {
        isCut = true;
        connections.forEach(Connection::reset);
    }

    /** What is sent on connections there are, or that are made until {@link #heal}, is lost. */
    public void fallSilent() {
        swallowsUp = true;
        swallowsDown = true;
        connections.forEach(connection -> connection.swallow(true, true));
    }

    /** The same for what the gateway sends. */
    public void loseAnswers() {
        swallowsDown = true;
        connections.forEach(connection -> connection.swallow(false, true));
    }

    /** New connections work again; those that fell silent stay so. */
    public void heal() {
        isCut = false;
        swallowsUp = false;
        swallowsDown = false;
        setResetAfterBytes(() -> Long.MAX_VALUE);
    }

    /** Connections made so far. */
    public int acceptedConnections() {
        return accepted.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                accepted.incrementAndGet();
                if (isCut) {
                    reset(client);
                    continue;
                }
                connect(client);
            } catch (IOException e) {
                // Closed; or one connection failed, as connections do.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket upstream;
        try {
            upstream = new Socket(InetAddress.getLoopbackAddress(), upstreamPort);
        } catch (IOException e) {
            reset(client);
            throw e;
        }
        var connection = new Connection(client, upstream, resetAfterBytes.getAsLong());
        connections.add(connection);
        connection.swallow(swallowsUp, swallowsDown);
        connection.pump(client, upstream, true);
        connection.pump(upstream, client, false);
    }

    private static void reset(Socket socket) {
        try {
            // No farewell: the other side is told that the connection never was.
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // Gone already.
        }
    }

    private static void start(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        connections.forEach(Connection::reset);
    }

    private static final class Chunk {
        private final byte[] bytes;
        private final long dueNanos;

        Chunk(byte[] bytes, long dueNanos) {
            this.bytes = bytes;
            this.dueNanos = dueNanos;
        }
    }

    private final class Connection {
        private static final byte[] END = {};

        private final Socket client;
        private final Socket upstream;
        private volatile boolean isUpLost;
        private volatile boolean isDownLost;
        private long bytesLeft;

        Connection(Socket client, Socket upstream, long bytesLeft) {
            this.client = client;
            this.upstream = upstream;
            this.bytesLeft = bytesLeft;
        }

        void swallow(boolean up, boolean down) {
            isUpLost |= up;
            isDownLost |= down;
        }

        void reset() {
            connections.remove(this);
            FaultProxy.reset(client);
            FaultProxy.reset(upstream);
        }

        /** Bytes that may still pass of a chunk. */
        private synchronized int take(int bytes) {
            int taken = (int) Math.min(bytes, bytesLeft);
            bytesLeft -= taken;
            return taken;
        }

        void pump(Socket from, Socket to, boolean isUp) {
            BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(QUEUED_CHUNKS);
            start("fault-proxy-read", () -> read(from, chunks));
            start("fault-proxy-write", () -> write(to, chunks, isUp));
        }

        private void read(Socket from, BlockingQueue<Chunk> chunks) {
            byte[] buffer = new byte[CHUNK_BYTES];
            try (InputStream in = from.getInputStream()) {
                int count = in.read(buffer);
                while (count >= 0) {
                    long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMillis);
                    chunks.put(new Chunk(Arrays.copyOf(buffer, count), due));
                    count = in.read(buffer);
                }
                chunks.put(new Chunk(END, System.nanoTime()));
            } catch (IOException e) {
                reset();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void write(Socket to, BlockingQueue<Chunk> chunks, boolean isUp) {
            try {
                while (!to.isClosed()) {
                    Chunk chunk = chunks.poll(1, TimeUnit.SECONDS);
                    if (chunk == null) {
                        continue;
                    }
                    TimeUnit.NANOSECONDS.sleep(chunk.dueNanos - System.nanoTime());
                    if (chunk.bytes == END) {
                        to.shutdownOutput();
                        return;
                    }
                    if (isUp ? isUpLost : isDownLost) {
                        continue;
                    }
                    int passed = take(chunk.bytes.length);
                    to.getOutputStream().write(chunk.bytes, 0, passed);
                    if (passed < chunk.bytes.length) {
                        reset();
                        return;
                    }
                    TimeUnit.NANOSECONDS.sleep((long) (1e9 * passed / bytesPerSecond));
                }
            } catch (IOException e) {
                reset();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
