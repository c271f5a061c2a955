package io.forebay.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a job's metrics as the web UI does. */
final class FlinkRest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final ObjectMapper json = new ObjectMapper();
    private final URI address;

    FlinkRest(URI address) {
        this.address = address;
    }

    /** Ids of the cluster's jobs. */
    List<String> jobs() throws IOException, InterruptedException {
        return texts(get("/jobs").get("jobs"), "id");
    }

    /** Ids of the job's vertices. */
    List<String> vertices(String job) throws IOException, InterruptedException {
        return texts(get("/jobs/" + job).get("vertices"), "id");
    }

    /** Names of a vertex's metrics, each with subtask and operator in front. */
    List<String> metricNames(String job, String vertex) throws IOException, InterruptedException {
        return texts(get(metricsPath(job, vertex)), "id");
    }

    /** Values of the metrics named, as far as the vertex has them. */
    Map<String, String> metricValues(String job, String vertex, Collection<String> names)
            throws IOException, InterruptedException {
        String query = URLEncoder.encode(String.join(",", names), StandardCharsets.UTF_8);
        Map<String, String> values = new TreeMap<>();
        for (JsonNode metric : get(metricsPath(job, vertex) + "?get=" + query)) {
            values.put(metric.get("id").asText(), metric.get("value").asText());
        }
        return values;
    }

    private static String metricsPath(String job, String vertex) {
        return "/jobs/" + job + "/vertices/" + vertex + "/metrics";
    }

    private static List<String> texts(JsonNode array, String field) {
        List<String> texts = new ArrayList<>();
        for (JsonNode entry : array) {
            texts.add(entry.get(field).asText());
        }
        return texts;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address.resolve(path)).timeout(TIMEOUT).build();
        HttpResponse<String> response =
                client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() != 200) {
            throw new IOException(
                    "request failed: path=" + path + ", status=" + response.statusCode());
        }
        return json.readTree(response.body());
    }
}
