package io.forebay.connectors.kafka.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;

/**
 * A schema registry on the loopback address: as much of Confluent's interface as is asked for, with
 * its paths, bodies and codes of errors, held in memory.
 */
public final class RegistryServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/apis/ccompat/v7";
    private static final String USER = "job";
    private static final String PASSWORD = "secret";

    private final HttpServer server;
    private final List<Schema> schemas = new ArrayList<>();
    private final Map<String, List<Integer>> subjects = new TreeMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();

    /** Starts it on any free port. */
    public RegistryServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(PATH, this::handle);
        server.start();
    }

    /** Settings that reach it. */
    public SchemaRegistrySettings settings(boolean registers, Duration retry) {
        return new SchemaRegistrySettings(url(), USER, PASSWORD, registers, retry);
    }

    URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + PATH);
    }

    /** Answers so many questions with an error of its own. */
    public void failNext(int count) {
        failures.set(count);
    }

    /** What was asked, as method and path. */
    List<String> asked() {
        return asked;
    }

    synchronized int add(String subject, Schema schema) {
        int id = schemas.indexOf(schema) + 1;
        if (id == 0) {
            schemas.add(schema);
            id = schemas.size();
        }
        List<Integer> versions = subjects.computeIfAbsent(subject, key -> new ArrayList<>());
        if (!versions.contains(id)) {
            versions.add(id);
        }
        return id;
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(PATH.length());
        asked.add(exchange.getRequestMethod() + " " + path);
        try (exchange) {
            String credentials =
                    Base64.getEncoder()
                            .encodeToString(
                                    (USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            if (!("Basic " + credentials).equals(given)) {
                answer(exchange, 401, Map.of("error_code", 40101, "message", "who are you"));
            } else if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                answer(exchange, 503, Map.of("error_code", 50301, "message", "not now"));
            } else if (exchange.getRequestMethod().equals("GET")) {
                get(exchange, path);
            } else {
                post(exchange, path);
            }
        }
    }

    private void get(HttpExchange exchange, String path) throws IOException {
        if (path.equals("/subjects")) {
            answer(exchange, 200, subjects.keySet());
            return;
        }
        int id = Integer.parseInt(path.substring("/schemas/ids/".length()));
        if (id < 1 || id > schemas.size()) {
            answer(exchange, 404, Map.of("error_code", 40403, "message", "Schema not found"));
            return;
        }
        answer(exchange, 200, Map.of("schema", schemas.get(id - 1).toString()));
    }

    private void post(HttpExchange exchange, String path) throws IOException {
        JsonNode body = JSON.readTree(exchange.getRequestBody());
        Schema schema = new Schema.Parser().parse(body.get("schema").asText());
        String subject = path.substring("/subjects/".length()).replaceFirst("/versions$", "");
        int id = schemas.indexOf(schema) + 1;
        boolean isThere = subjects.getOrDefault(subject, List.of()).contains(id);
        if (path.endsWith("/versions")) {
            answer(exchange, 200, Map.of("id", add(subject, schema)));
        } else if (isThere) {
            answer(exchange, 200, Map.of("subject", subject, "id", id, "version", 1));
        } else {
            answer(exchange, 404, Map.of("error_code", 40403, "message", "Schema not found"));
        }
    }

    private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
