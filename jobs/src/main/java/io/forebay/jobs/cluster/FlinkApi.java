package io.forebay.jobs.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What this project asks of Flink's REST interface. Blocking; any thread. */
public final class FlinkApi {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int METRICS_PER_REQUEST = 50;

    /** How a line of a stack trace begins that names a cause. */
    private static final String CAUSE = "Caused by: ";

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A job.
     *
     * @param id given by Flink
     * @param name given by its submitter
     * @param state such as RUNNING
     */
    public record Job(String id, String name, String state) {
        /** Whether it will never run again. */
        public boolean hasEnded() {
            return state.equals("FINISHED") || state.equals("CANCELED") || state.equals("FAILED");
        }
    }

    /**
     * A vertex of a job: operators that run in one task.
     *
     * @param id given by Flink
     * @param name of its operators
     * @param parallelism number of its tasks
     */
    public record Vertex(String id, String name, int parallelism) {}

    /**
     * A metric of all subtasks of an operator: a counter is told by its sum, a gauge by its mean.
     *
     * @param sum over the subtasks
     * @param mean of the subtasks
     */
    public record Metric(double sum, double mean) {}

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final URI address;

    /** Talks to the interface at {@code address}. */
    public FlinkApi(String address) {
        this.address = URI.create(address);
    }

    /** Resource ids of the TaskManagers that are registered, some of which may have just ended. */
    public Set<String> taskManagers() throws IOException, InterruptedException {
        Set<String> ids = new TreeSet<>();
        get("/taskmanagers").get("taskmanagers").forEach(node -> ids.add(node.get("id").asText()));
        return ids;
    }

    /** All jobs it knows, the newest first. */
    public List<Job> jobs() throws IOException, InterruptedException {
        List<JsonNode> nodes = new ArrayList<>();
        get("/jobs/overview").get("jobs").forEach(nodes::add);
        nodes.sort((a, b) -> Long.compare(startOf(b), startOf(a)));
        return nodes.stream()
                .map(
                        node ->
                                new Job(
                                        node.get("jid").asText(),
                                        node.get("name").asText(),
                                        node.get("state").asText()))
                .toList();
    }

    private static long startOf(JsonNode job) {
        return job.get("start-time").asLong();
    }

    /** A job. */
    public Job job(String id) throws IOException, InterruptedException {
        JsonNode node = get("/jobs/" + id);
        return new Job(id, node.get("name").asText(), node.get("state").asText());
    }

    /** Vertices of a job, those next to the source first. */
    public List<Vertex> vertices(String job) throws IOException, InterruptedException {
        List<Vertex> vertices = new ArrayList<>();
        for (JsonNode node : get("/jobs/" + job).get("vertices")) {
            vertices.add(
                    new Vertex(
                            node.get("id").asText(),
                            node.get("name").asText(),
                            node.get("parallelism").asInt()));
        }
        return vertices;
    }

    /** Resource ids of the TaskManagers that run tasks of a job. */
    public Set<String> taskManagersOf(String job) throws IOException, InterruptedException {
        Set<String> ids = new TreeSet<>();
        for (Vertex vertex : vertices(job)) {
            for (JsonNode subtask :
                    get("/jobs/" + job + "/vertices/" + vertex.id()).get("subtasks")) {
                ids.add(subtask.get("taskmanager-id").asText());
            }
        }
        return ids;
    }

    /** Checkpoints a job has completed since it was submitted. */
    public int completedCheckpoints(String job) throws IOException, InterruptedException {
        return get("/jobs/" + job + "/checkpoints").get("counts").get("completed").asInt();
    }

    /**
     * What a job's checkpoints were like since it was submitted.
     *
     * @param completed number of them
     * @param largestBytes most state that one of them had in all
     * @param longestMillis longest time one of them took from its trigger to its end
     */
    public record Checkpoints(int completed, long largestBytes, long longestMillis) {}

    /** What a job's checkpoints were like. */
    public Checkpoints checkpoints(String job) throws IOException, InterruptedException {
        JsonNode answer = get("/jobs/" + job + "/checkpoints");
        JsonNode summary = answer.path("summary");
        return new Checkpoints(
                answer.get("counts").get("completed").asInt(),
                summary.path("state_size").path("max").asLong(),
                summary.path("end_to_end_duration").path("max").asLong());
    }

    /** Whether all tasks of a job run. */
    public boolean isWhollyRunning(String job) throws IOException, InterruptedException {
        for (JsonNode vertex : get("/jobs/" + job).get("vertices")) {
            if (!vertex.get("status").asText().equals("RUNNING")) {
                return false;
            }
        }
        return true;
    }

    /** How often a job was restored from a checkpoint. */
    public int restoredCheckpoints(String job) throws IOException, InterruptedException {
        return get("/jobs/" + job + "/checkpoints").get("counts").get("restored").asInt();
    }

    /** What made a job fail last, although it may have gone on since; null when nothing did. */
    public String lastFailure(String job) throws IOException, InterruptedException {
        JsonNode latest = get("/jobs/" + job + "/exceptions").at("/exceptionHistory/entries/0");
        if (latest.isMissingNode()) {
            return null;
        }
        // The cause is named last; what is above it only wraps it.
        String reason =
                latest.path("stacktrace")
                        .asText()
                        .lines()
                        .filter(line -> line.startsWith(CAUSE))
                        .reduce((wrapping, cause) -> cause)
                        .map(line -> line.substring(CAUSE.length()))
                        .orElse(latest.path("exceptionName").asText());
        return latest.path("taskName").asText("job") + ": " + reason;
    }

    /** Metrics of a vertex, by operator and name. */
    public Map<String, Metric> metrics(String job, String vertex)
            throws IOException, InterruptedException {
        return metrics(job, vertex, name -> true);
    }

    /** The metrics of a vertex whose names are wanted, by operator and name. */
    public Map<String, Metric> metrics(String job, String vertex, Predicate<String> wanted)
            throws IOException, InterruptedException {
        String path = "/jobs/" + job + "/vertices/" + vertex + "/subtasks/metrics";
        List<String> names = new ArrayList<>();
        get(path).forEach(node -> names.add(node.get("id").asText()));
        names.removeIf(wanted.negate());
        Map<String, Metric> metrics = new TreeMap<>();
        for (int from = 0; from < names.size(); from += METRICS_PER_REQUEST) {
            List<String> some =
                    names.subList(from, Math.min(names.size(), from + METRICS_PER_REQUEST));
            String query = URLEncoder.encode(String.join(",", some), StandardCharsets.UTF_8);
            for (JsonNode node : get(path + "?agg=sum,avg&get=" + query)) {
                metrics.put(
                        node.get("id").asText(),
                        new Metric(node.get("sum").asDouble(), node.get("avg").asDouble()));
            }
        }
        return metrics;
    }

    /** Triggers a checkpoint as the job's are, besides those that are due. */
    public void triggerCheckpoint(String job) throws IOException, InterruptedException {
        send(json("/jobs/" + job + "/checkpoints", Map.of("checkpointType", "CONFIGURED")));
    }

    /**
     * Begins a savepoint.
     *
     * @param stops whether the job ends with it
     * @return what {@link #savepoint} is asked with
     */
    public String beginSavepoint(String job, Path directory, boolean stops)
            throws IOException, InterruptedException {
        Map<String, Object> body = new TreeMap<>();
        body.put(stops ? "targetDirectory" : "target-directory", directory.toUri().toString());
        body.put(stops ? "drain" : "cancel-job", false);
        return send(json("/jobs/" + job + (stops ? "/stop" : "/savepoints"), body))
                .get("request-id")
                .asText();
    }

    /**
     * Where a savepoint is, or null while it is being made.
     *
     * @throws IOException when it failed
     */
    public String savepoint(String job, String trigger) throws IOException, InterruptedException {
        JsonNode answer = get("/jobs/" + job + "/savepoints/" + trigger);
        if (!answer.get("status").get("id").asText().equals("COMPLETED")) {
            return null;
        }
        JsonNode operation = answer.get("operation");
        if (operation.has("location")) {
            return operation.get("location").asText();
        }
        throw new IOException("the savepoint failed: " + firstLine(operation.toString()));
    }

    /** Cancels a job. */
    public void cancel(String job) throws IOException, InterruptedException {
        send(request("/jobs/" + job).method("PATCH", HttpRequest.BodyPublishers.noBody()).build());
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path).build());
    }

    private HttpRequest json(String path, Map<String, Object> body) throws IOException {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).timeout(TIMEOUT);
    }

    private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() / 100 != 2) {
            throw new IOException(
                    "Flink refused: path="
                            + request.uri().getPath()
                            + ", status="
                            + response.statusCode()
                            + ", answer="
                            + firstLine(response.body()));
        }
        return response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body());
    }

    private static String firstLine(String text) {
        int end = text.indexOf("\\n");
        return end < 0 ? text : text.substring(0, end);
    }
}
