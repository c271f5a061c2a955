package io.forebay.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Submits the job's jar with Flink's own client, as users submit it. Blocking. */
public final class FlinkClient {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern JOB_ID = Pattern.compile("JobID ([0-9a-f]{32})");
    private static final String CAUSE = "Caused by: ";

    private final LocalCluster cluster;

    /** Submits to {@code cluster}. */
    public FlinkClient(LocalCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Submits the job and returns its id.
     *
     * @param savepoint checkpoint or savepoint to start from, or null
     * @param options of the job
     * @throws IOException when it is refused, with the reason
     */
    public String submit(int parallelism, String savepoint, Map<String, String> options)
            throws IOException, InterruptedException {
        String jar = cluster.artifacts().jobJar().toString();
        String output = run(arguments(parallelism, savepoint, jar, options));
        Matcher id = JOB_ID.matcher(output);
        if (!id.find()) {
            throw new IOException("the job was refused: " + reason(output));
        }
        return id.group(1);
    }

    /** How Flink's client is called to submit a jar. */
    static List<String> arguments(
            int parallelism, String savepoint, String jar, Map<String, String> options) {
        List<String> arguments = new ArrayList<>(List.of("run", "--detached", "--parallelism"));
        arguments.add(Integer.toString(parallelism));
        if (savepoint != null) {
            arguments.add("--fromSavepoint");
            arguments.add(savepoint);
        }
        arguments.add(jar);
        options.forEach(
                (key, value) -> {
                    arguments.add("--" + key);
                    arguments.add(value);
                });
        return arguments;
    }

    private String run(List<String> arguments) throws IOException, InterruptedException {
        ClusterFiles files = cluster.files();
        Path log = files.log("submit");
        var builder =
                new ProcessBuilder(
                        Jvm.command(
                                files,
                                cluster.artifacts().flinkClasspath(),
                                List.of(
                                        "-Xmx256m",
                                        "-XX:+UseSerialGC",
                                        LoggingConfiguration.ofClient(files)),
                                "org.apache.flink.client.cli.CliFrontend",
                                arguments));
        builder.environment().put("FLINK_CONF_DIR", files.configuration().toString());
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        Process process = builder.start();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("submitting the job takes too long, see " + log);
            }
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(log);
    }

    /** The innermost cause, which comes last. */
    private static String reason(String output) {
        String last = "";
        for (String line : output.split("\n", -1)) {
            if (line.startsWith(CAUSE)) {
                last = line.substring(CAUSE.length());
            } else if (last.isEmpty() && line.contains("Exception: ")) {
                last = line;
            }
        }
        int message = last.indexOf("Exception: ");
        return message < 0
                ? last.isEmpty() ? "see logs/submit.log" : last
                : last.substring(message + "Exception: ".length());
    }
}
