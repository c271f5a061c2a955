package io.forebay.jobs.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.PriorityTag;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checkpoints that overtake what is on its way and keep it: a job that is restored from one does
 * what it would have done. State in RocksDB, no policies, since checkpoints are aligned where
 * something is broadcast; the device slower than the traffic.
 */
class UnalignedCheckpointITCase {
    private static final int ELEMENTS = 6_000;
    private static final int PARALLELISM = 2;
    private static final long SLOW_NANOS = 3_000_000;
    private static final String BEFORE = "before";
    private static final String UNDISTURBED = "undisturbed-by-checkpoints";

    @TempDir private static Path directory;

    private static StateRuns runs;
    private static String checkpoint;

    @BeforeAll
    static void start() throws Exception {
        runs = new StateRuns();
        JobID job = runs.start(graph(BEFORE, PARALLELISM, SLOW_NANOS), null);
        runs.awaitTags(BEFORE, job, 500);
        runs.cluster.triggerCheckpoint(job, CheckpointType.FULL).get();
        CheckpointStatsSnapshot stats =
                runs.cluster.getExecutionGraph(job).get().getCheckpointStatsSnapshot();
        CompletedCheckpointStats latest = stats.getHistory().getLatestCompletedCheckpoint();
        // What was on its way is part of it.
        assertThat(latest.getPersistedData()).isPositive();
        assertThat(latest.isUnalignedCheckpoint()).isTrue();
        checkpoint = latest.getExternalPath();
        runs.cancel(job);
        assertThat(StateRuns.tags(StateJob.commands(BEFORE))).isLessThan(ELEMENTS);

        JobID undisturbed = runs.start(graph(UNDISTURBED, PARALLELISM, 0), null);
        runs.awaitTags(UNDISTURBED, undisturbed, ELEMENTS);
        runs.awaitFinished(undisturbed);
    }

    @AfterAll
    static void stop() throws Exception {
        if (runs != null) {
            runs.close();
        }
    }

    @Test
    void shouldGiveWhatAnUndisturbedRunGives() throws Exception {
        Map<String, List<ControlCommand>> joined = goOn("restored", PARALLELISM);

        StateRuns.assertSame(joined, StateRuns.byTarget(StateJob.commands(UNDISTURBED)));
    }

    @Test
    void shouldAnswerEachElementOnceWhenRescaled() throws Exception {
        Map<String, List<ControlCommand>> joined = goOn("rescaled", PARALLELISM + 1);

        // Each subtask now decides by the average of all weights, so only the numbers are the same.
        Map<String, Long> last = StateRuns.lastElements(StateJob.commands(UNDISTURBED));
        last.forEach(
                (function, sequence) ->
                        assertThat(StateRuns.tagsOf(joined.get(function)))
                                .as(function)
                                .extracting(PriorityTag::getElementSequence)
                                .isEqualTo(LongStream.rangeClosed(0, sequence).boxed().toList()));
    }

    private static Map<String, List<ControlCommand>> goOn(String run, int parallelism)
            throws Exception {
        JobID job = runs.start(graph(run, parallelism, 0), checkpoint);
        runs.awaitLast(run, job, UNDISTURBED);
        runs.awaitFinished(job);
        Map<String, List<ControlCommand>> joined =
                StateRuns.joined(StateJob.commands(BEFORE), StateJob.commands(run));
        StateRuns.assertNumberedWithoutHoles(joined);
        return joined;
    }

    private static JobGraph graph(String run, int parallelism, long slowNanos) {
        Configuration config = StateRuns.config("rocksdb");
        config.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
        config.set(CheckpointingOptions.ALIGNED_CHECKPOINT_TIMEOUT, Duration.ZERO);
        config.setString("execution.checkpointing.incremental", "true");
        config.setString("execution.checkpointing.dir", directory.toUri().toString());
        config.setString(
                "execution.checkpointing.externalized-checkpoint-retention",
                "RETAIN_ON_CANCELLATION");
        return StateJob.graph(run, config, parallelism, ELEMENTS, slowNanos, false);
    }
}
