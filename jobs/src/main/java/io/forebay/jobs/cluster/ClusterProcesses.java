package io.forebay.jobs.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The processes of a local cluster. Each has a file with its number and the time it was started,
 * which tells it from a later process that was given the same number. Not thread safe.
 */
public final class ClusterProcesses {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String SUFFIX = ".json";
    private static final Pattern ABOUT_AN_END = Pattern.compile("Exception: |ERROR|Error: ");
    private static final Duration START_TOLERANCE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /**
     * A process that was started.
     *
     * @param name of its file and its log
     * @param pid of the operating system
     * @param startedAtMillis since 1970, as the operating system says
     */
    public record Entry(String name, long pid, long startedAtMillis) {
        /** The process, while it runs. */
        public Optional<ProcessHandle> handle() {
            return ProcessHandle.of(pid).filter(this::isSame).filter(ProcessHandle::isAlive);
        }

        private boolean isSame(ProcessHandle handle) {
            return handle.info()
                    .startInstant()
                    .map(start -> Duration.between(start, Instant.ofEpochMilli(startedAtMillis)))
                    .filter(difference -> difference.abs().compareTo(START_TOLERANCE) < 0)
                    .isPresent();
        }
    }

    private final ClusterFiles files;

    ClusterProcesses(ClusterFiles files) {
        this.files = files;
    }

    /** All that were started and not stopped, whether they run or not, the oldest first. */
    public List<Entry> all() throws IOException {
        if (!Files.isDirectory(files.processes())) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(files.processes())) {
            return paths.filter(path -> path.toString().endsWith(SUFFIX))
                    .map(ClusterProcesses::read)
                    .sorted(Comparator.comparingLong(Entry::startedAtMillis))
                    .toList();
        }
    }

    /** Whether the process of this name runs. */
    boolean isRunning(String name) throws IOException {
        return all().stream()
                .anyMatch(entry -> entry.name().equals(name) && entry.handle().isPresent());
    }

    /** That a process has ended, and the last thing its log says about it. */
    String describeEnd(String name) throws IOException {
        String last = "nothing";
        for (String line : Files.readAllLines(files.log(name))) {
            if (ABOUT_AN_END.matcher(line).find()) {
                last = textOf(line);
            }
        }
        return name + " has ended, see " + files.log(name) + ", which says: " + last;
    }

    /** What a line says where it is an object of JSON, else the line. */
    private static String textOf(String line) {
        try {
            JsonNode entry = MAPPER.readTree(line);
            String error = entry.path("error.message").asText();
            return entry.path("message").asText(line) + (error.isEmpty() ? "" : ": " + error);
        } catch (JsonProcessingException e) {
            return line;
        }
    }

    /** Starts a process whose output goes to its log. */
    Entry start(String name, List<String> command, Map<String, String> environment)
            throws IOException {
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.directory(files.directory().toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(files.log(name).toFile()));
        Process process = builder.start();
        process.getOutputStream().close();
        long startedAtMillis =
                process.info().startInstant().map(Instant::toEpochMilli).orElseThrow();
        var entry = new Entry(name, process.pid(), startedAtMillis);
        Files.write(file(name), MAPPER.writeValueAsBytes(entry));
        return entry;
    }

    /** Ends a process in order, by force where it takes too long, and forgets it. */
    void stop(Entry entry) throws IOException, InterruptedException {
        Optional<ProcessHandle> running = entry.handle();
        if (running.isPresent()) {
            running.get().destroy();
            if (!hasEnded(running.get())) {
                running.get().destroyForcibly();
                hasEnded(running.get());
            }
        }
        Files.deleteIfExists(file(entry.name()));
    }

    private static boolean hasEnded(ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("process cannot be waited for", e);
        }
    }

    private Path file(String name) {
        return files.processes().resolve(name + SUFFIX);
    }

    private static Entry read(Path path) {
        try {
            return MAPPER.readValue(path.toFile(), Entry.class);
        } catch (IOException e) {
            throw new IllegalStateException("process file cannot be read: path=" + path, e);
        }
    }
}
