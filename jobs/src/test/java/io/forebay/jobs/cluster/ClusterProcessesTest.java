package io.forebay.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With processes that only sleep. */
class ClusterProcessesTest {
    private static final List<String> SLEEP = List.of("sleep", "600");

    @TempDir private Path directory;

    private ClusterFiles files;
    private ClusterProcesses processes;
    private ClusterProcesses.Entry sleeper;

    @BeforeEach
    void start() throws Exception {
        files = ClusterFiles.in(directory);
        files.create();
        processes = new ClusterProcesses(files);
        sleeper = processes.start("sleeper", SLEEP, Map.of());
    }

    @AfterEach
    void end() {
        ProcessHandle.of(sleeper.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void shouldKnowItsProcessesWhenItIsMadeAnew() throws Exception {
        assertThat(new ClusterProcesses(files).all()).containsExactly(sleeper);
        assertThat(new ClusterProcesses(files).isRunning("sleeper")).isTrue();
        assertThat(new ClusterProcesses(files).isRunning("other")).isFalse();
    }

    @Test
    void shouldEndAndForgetProcessWhenItIsStopped() throws Exception {
        ProcessHandle handle = sleeper.handle().orElseThrow();

        processes.stop(sleeper);

        assertThat(handle.isAlive()).isFalse();
        assertThat(processes.all()).isEmpty();
    }

    @Test
    void shouldLeaveProcessAloneWhenItsNumberWasGivenToAnother() throws Exception {
        var earlier =
                new ClusterProcesses.Entry(
                        "sleeper", sleeper.pid(), sleeper.startedAtMillis() - 60_000);
        Files.write(
                files.processes().resolve("sleeper.json"),
                new ObjectMapper().writeValueAsBytes(earlier));

        assertThat(processes.isRunning("sleeper")).isFalse();
        processes.stop(processes.all().get(0));

        assertThat(sleeper.handle()).isPresent();
        assertThat(processes.all()).isEmpty();
    }
}
