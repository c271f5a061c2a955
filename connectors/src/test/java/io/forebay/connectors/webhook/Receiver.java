package io.forebay.connectors.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A webhook receiver on the loopback address, which answers as it is told, then 200. */
final class Receiver implements AutoCloseable {
    /** A request as it came. */
    record Request(String key, String signature, String body, long atNanos) {}

    /** An answer; {@code retryAfter} may be null. */
    record Answer(int status, String retryAfter) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

    private Receiver(int port) throws IOException {
        server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/alerts", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    static Receiver start() throws IOException {
        return new Receiver(0);
    }

    /** Comes back where one was before. */
    static Receiver startAt(int port) throws IOException {
        return new Receiver(port);
    }

    Receiver answer(int status) {
        return answer(status, null);
    }

    Receiver answer(int status, String retryAfter) {
        answers.add(new Answer(status, retryAfter));
        return this;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/alerts?token=hidden";
    }

    List<Request> requests() {
        return requests;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(
                new Request(
                        exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                        exchange.getRequestHeaders().getFirst("Forebay-Signature"),
                        body,
                        System.nanoTime()));
        Answer answer = answers.poll();
        if (answer != null && answer.retryAfter() != null) {
            exchange.getResponseHeaders().add("Retry-After", answer.retryAfter());
        }
        exchange.sendResponseHeaders(answer == null ? 200 : answer.status(), -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
