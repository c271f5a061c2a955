package io.forebay.connectors.kafka.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.forebay.connectors.kafka.KafkaOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * Asks a schema registry through the interface that Confluent's has and others offer, too (Apicurio
 * under {@code /apis/ccompat/v7}). Blocking; not thread safe.
 */
public final class SchemaRegistry {
    /*
     * Three questions over HTTP, asked once for each schema. The clients there are come with 8 MB of
     * an HTTP stack and with threads that would outlive the task that used them, and Confluent's is
     * not on Maven Central. The JDK's connection has no thread of its own.
     */
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final long FIRST_WAIT_MILLIS = 100;
    private static final long LONGEST_WAIT_MILLIS = 5_000;
    private static final int TOO_MANY_REQUESTS = 429;

    private final SchemaRegistrySettings settings;
    private final Duration retry;

    private SchemaRegistry(SchemaRegistrySettings settings, Duration retry) {
        this.settings = settings;
        this.retry = retry;
    }

    /** The registry as a running job asks it: again for a while where it does not answer. */
    public static SchemaRegistry patient(SchemaRegistrySettings settings) {
        return new SchemaRegistry(settings, settings.retry());
    }

    /** The registry as it is asked before anything runs: once. */
    public static SchemaRegistry impatient(SchemaRegistrySettings settings) {
        return new SchemaRegistry(settings, Duration.ZERO);
    }

    /** Name under which the schemas of a topic's values are kept. */
    public static String subjectOf(String topic) {
        return topic + "-value";
    }

    /**
     * The id of a schema, registered where it is not and may be.
     *
     * @throws SchemaRegistryException when the registry does not answer, or refuses the schema
     */
    public int idOf(String subject, Schema schema) throws IOException {
        String path = "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8);
        byte[] body = MAPPER.writeValueAsBytes(Map.of("schema", schema.toString()));
        JsonNode id = ask(settings.registers() ? path + "/versions" : path, body).path("id");
        if (!id.isInt()) {
            throw refusal("the answer has no id: subject=" + subject, null);
        }
        return id.asInt();
    }

    /**
     * The schema of an id; empty where the registry has none of it.
     *
     * @throws SchemaRegistryException when the registry does not answer
     */
    public Optional<Schema> schemaOf(int id) throws IOException {
        try {
            String text = ask("/schemas/ids/" + id, null).path("schema").asText();
            return Optional.of(new Schema.Parser().parse(text));
        } catch (UnknownToRegistryException e) {
            return Optional.empty();
        } catch (SchemaParseException e) {
            throw refusal("the answer is no Avro schema: id=" + id, e);
        }
    }

    /** Asks whether the registry is there. */
    public void check() throws IOException {
        ask("/subjects", null);
    }

    private JsonNode ask(String path, byte[] body) throws IOException {
        long endNanos = System.nanoTime() + retry.toNanos();
        for (long waitMillis = FIRST_WAIT_MILLIS; ; waitMillis = 2 * waitMillis) {
            try {
                return askOnce(path, body);
            } catch (SchemaRegistryException e) {
                long leftMillis = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
                if (!e.isRetriable() || leftMillis <= 0) {
                    throw e;
                }
                pause(Math.min(leftMillis, Math.min(waitMillis, LONGEST_WAIT_MILLIS)));
            }
        }
    }

    private void pause(long millis) throws SchemaRegistryException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refusal("interrupted", e);
        }
    }

    private JsonNode askOnce(String path, byte[] body) throws IOException {
        try {
            var connection =
                    (HttpURLConnection) URI.create(settings.url() + path).toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setRequestProperty("Accept", CONTENT_TYPE + ", application/json");
            if (!settings.user().isEmpty()) {
                String credentials = settings.user() + ":" + settings.password();
                connection.setRequestProperty(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(
                                                credentials.getBytes(StandardCharsets.UTF_8)));
            }
            if (body != null) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", CONTENT_TYPE);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body);
                }
            }
            return answer(connection);
        } catch (SchemaRegistryException | UnknownToRegistryException e) {
            throw e;
        } catch (IOException e) {
            throw new SchemaRegistryException(unreachable() + ": " + e, true, e);
        }
    }

    private JsonNode answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status / 100 == 2) {
            try (InputStream in = connection.getInputStream()) {
                return MAPPER.readTree(in);
            }
        }
        String message = "";
        try (InputStream error = connection.getErrorStream()) {
            if (error != null) {
                message = MAPPER.readTree(error).path("message").asText();
            }
        } catch (IOException e) {
            // The status says enough.
        }
        if (status == HttpURLConnection.HTTP_NOT_FOUND) {
            throw new UnknownToRegistryException(refusedBy(status, message));
        }
        boolean isRetriable =
                status / 100 == 5
                        || status == TOO_MANY_REQUESTS
                        || status == HttpURLConnection.HTTP_CLIENT_TIMEOUT;
        throw new SchemaRegistryException(refusedBy(status, message), isRetriable, null);
    }

    private String refusedBy(int status, String message) {
        return "schema registry refuses: "
                + place()
                + ", status="
                + status
                + (message.isEmpty() ? "" : ", message=" + message);
    }

    private SchemaRegistryException refusal(String what, Throwable cause) {
        return new SchemaRegistryException(
                "schema registry cannot be used: " + place() + ", " + what, false, cause);
    }

    private String unreachable() {
        return "schema registry does not answer: " + place();
    }

    private String place() {
        return KafkaOptions.REGISTRY_URL.key() + "=" + settings.url();
    }

    /** The registry has not what it was asked for. */
    static final class UnknownToRegistryException extends IOException {
        private static final long serialVersionUID = 1L;

        UnknownToRegistryException(String message) {
            super(message);
        }
    }
}
