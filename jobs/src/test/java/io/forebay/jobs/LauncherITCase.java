package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs Forebay as the launcher script does: a process of its own with nothing but the libraries
 * that were gathered for it, which are fewer than the tests have.
 */
class LauncherITCase {
    private static final Path SCRIPT = Path.of("..", "forebay");
    private static final Path LIBRARIES = Path.of("target", "lib");
    private static final Pattern OPENED = Pattern.compile("--add-opens=\\S+");
    private static final long WAIT_MINUTES = 5;

    @TempDir Path directory;
    private Path temporary;
    private Process process;

    @BeforeEach
    void makeTemporaryDirectory() throws IOException {
        temporary = Files.createDirectory(directory.resolve("tmp"));
    }

    @AfterEach
    void endProcess() throws InterruptedException {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void shouldRunAsTheLauncherDoesAndLeaveNothingBehind() throws Exception {
        Path json = directory.resolve("report.json");

        int exitCode =
                runToItsEnd("run", "--duration=1", "--speed=max", "--web-port=0", "--json=" + json);

        assertThat(exitCode).as("exit code; output: %s", output()).isZero();
        JsonNode report = new ObjectMapper().readTree(Files.readString(json));
        long captured = report.at("/elements/captured").asLong();
        assertThat(captured).isPositive();
        assertThat(report.at("/elements/processed").asLong()).isEqualTo(captured);
        assertThat(filesIn(temporary)).isEmpty();
    }

    @Test
    void shouldLeaveNothingBehindWhenItIsStopped() throws Exception {
        process = launch("run", "--duration", "0", "--web-port", "0");
        awaitOutput("web UI");

        process.destroy(); // SIGTERM, as Ctrl-C is SIGINT: both run the hooks.

        assertThat(process.waitFor(WAIT_MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(output()).contains("elements");
        assertThat(filesIn(temporary)).isEmpty();
    }

    private int runToItsEnd(String... arguments) throws Exception {
        process = launch(arguments);
        assertThat(process.waitFor(WAIT_MINUTES, TimeUnit.MINUTES)).as(output()).isTrue();
        return process.exitValue();
    }

    private Process launch(String... arguments) throws IOException {
        assertThat(LIBRARIES).isDirectory();
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:+UseParallelGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(openedPackages());
        command.add("-Djava.io.tmpdir=" + temporary);
        command.add("-Dforebay.home=" + directory);
        command.add("-Dforebay.log.dir=" + directory.resolve("logs"));
        command.addAll(List.of("-cp", LIBRARIES + File.separator + "*", "io.forebay.jobs.Forebay"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.txt").toFile())
                .start();
    }

    /** What the script opens to Flink. */
    private static List<String> openedPackages() throws IOException {
        Matcher opened = OPENED.matcher(Files.readString(SCRIPT));
        List<String> options = opened.results().map(result -> result.group()).toList();
        assertThat(options).isNotEmpty();
        return options;
    }

    private void awaitOutput(String text) throws IOException {
        await().atMost(Duration.ofMinutes(WAIT_MINUTES))
                .until(() -> output().contains(text) || !process.isAlive());
        assertThat(output()).contains(text);
    }

    private String output() throws IOException {
        Path file = directory.resolve("output.txt");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
