package io.forebay.jobs.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.PriorityTag;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Savepoints of each version of the state are kept, and today's job goes on from them. With {@code
 * -Dforebay.savepoint.update=true} that of the newest version is made anew, for as long as it is
 * not released.
 */
class StateVersionITCase {
    private static final String UPDATE = "forebay.savepoint.update";
    private static final Path KEPT = Path.of("src/test/resources/savepoints");

    /** The version whose savepoint is made by today's code. */
    private static final int NEWEST = 1;

    private static final int BEFORE = 3_000;
    private static final int ELEMENTS = 4_500;
    private static final long SLOW_NANOS = 600_000;
    private static final long LARGEST_BYTES = 500_000;
    private static final String UNDISTURBED = "undisturbed";

    @TempDir private static Path directory;

    private static StateRuns runs;

    @BeforeAll
    static void start() throws Exception {
        runs = new StateRuns();
        JobID job =
                runs.start(
                        StateJob.graph(UNDISTURBED, StateRuns.config("hashmap"), 1, ELEMENTS, 0),
                        null);
        runs.awaitTags(UNDISTURBED, job, ELEMENTS);
        runs.cancel(job);
        if (Boolean.getBoolean(UPDATE)) {
            update();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (runs != null) {
            runs.close();
        }
    }

    private static void update() throws Exception {
        Path target = KEPT.resolve("state-version-" + NEWEST);
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
        StateRuns.copy(savepoint("update", "hashmap"), target);
    }

    /** Stops a run in the middle with a savepoint. */
    private static Path savepoint(String run, String backend) throws Exception {
        Configuration config = StateRuns.config(backend);
        config.setString("execution.checkpointing.snapshot-compression", "true");
        JobID job = runs.start(StateJob.graph(run, config, 1, ELEMENTS, SLOW_NANOS), null);
        runs.awaitTags(run, job, BEFORE);
        String path =
                runs.cluster
                        .stopWithSavepoint(
                                job,
                                directory.toUri().toString(),
                                false,
                                SavepointFormatType.CANONICAL)
                        .get();
        return Path.of(URI.create(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hashmap", "rocksdb"})
    void shouldGoOnFromKeptSavepointOfEachVersion(String backend) throws Exception {
        for (int version = 1; version <= NEWEST; version++) {
            String run = "version-" + version + "-" + backend;
            // Elsewhere than it was made: it holds no absolute paths.
            Path copy = directory.resolve(run);
            StateRuns.copy(KEPT.resolve("state-version-" + version), copy);

            Collection<ControlCommand> after = goOn(run, backend, copy);

            assertThat(StateRuns.tags(after)).isBetween(1L, (long) ELEMENTS - BEFORE);
            StateRuns.assertNumberedWithoutHoles(StateRuns.byTarget(after));
            assertPolicyIsInForce(after);
            Collection<ControlCommand> undisturbed = StateJob.commands(UNDISTURBED);
            if (version == NEWEST) {
                // Fails when today's code learns otherwise than that which made the savepoint.
                Map<String, List<ControlCommand>> joined = StateRuns.joined(undisturbed, after);
                StateRuns.assertSame(joined, StateRuns.byTarget(undisturbed));
            }
        }
    }

    @Test
    void shouldGoOnFromTodaysSavepointOnAnotherBackend() throws Exception {
        Path savepoint = savepoint("today", "rocksdb");

        Collection<ControlCommand> after = goOn("today-restored", "hashmap", savepoint);

        Map<String, List<ControlCommand>> joined =
                StateRuns.joined(StateJob.commands("today"), after);
        StateRuns.assertNumberedWithoutHoles(joined);
        StateRuns.assertSame(joined, StateRuns.byTarget(StateJob.commands(UNDISTURBED)));
    }

    @Test
    void shouldKeepSmallSavepoints() throws IOException {
        for (int version = 1; version <= NEWEST; version++) {
            try (Stream<Path> files = Files.list(KEPT.resolve("state-version-" + version))) {
                long bytes = files.mapToLong(file -> file.toFile().length()).sum();
                assertThat(bytes).isPositive().isLessThan(LARGEST_BYTES);
            }
        }
    }

    private static Collection<ControlCommand> goOn(String run, String backend, Path savepoint)
            throws Exception {
        JobID job =
                runs.start(
                        StateJob.graph(run, StateRuns.config(backend), 1, ELEMENTS, 0),
                        savepoint.toUri().toString());
        runs.awaitLast(run, job, UNDISTURBED);
        runs.cancel(job);
        return StateJob.commands(run);
    }

    private static void assertPolicyIsInForce(Collection<ControlCommand> commands) {
        assertThat(commands)
                .filteredOn(command -> command.getTarget().equals(StateJob.WITH_POLICY))
                .extracting(ControlCommand::getBody)
                .filteredOn(PriorityTag.class::isInstance)
                .isNotEmpty()
                .allMatch(tag -> ((PriorityTag) tag).getPriority() == 7);
    }
}
