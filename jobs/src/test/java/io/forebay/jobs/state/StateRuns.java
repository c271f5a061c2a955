package io.forebay.jobs.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.schemas.BufferAllocation;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.PriorityTag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/** Runs of {@link StateJob} on a cluster in this process. */
final class StateRuns implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int SLOTS = 3;

    final MiniCluster cluster;

    StateRuns() throws Exception {
        Configuration config = new Configuration();
        config.set(RestOptions.BIND_PORT, "0");
        // Small buffers fill soon.
        config.set(TaskManagerOptions.MEMORY_SEGMENT_SIZE, MemorySize.parse("4kb"));
        config.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.parse("16mb"));
        config.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.parse("16mb"));
        config.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.parse("64mb"));
        cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(config)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(SLOTS)
                                .build());
        cluster.start();
    }

    static Configuration config(String backend) {
        return Configuration.fromMap(
                Map.of(
                        "state.backend.type",
                        backend,
                        "execution.checkpointing.interval",
                        "1 h",
                        "restart-strategy.type",
                        "none"));
    }

    /** Starts a job, from a savepoint or checkpoint if one is given, and waits until it runs. */
    JobID start(JobGraph graph, String from) throws Exception {
        if (from != null) {
            graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(from));
        }
        JobID job = cluster.submitJob(graph).get().getJobID();
        await().atMost(PATIENCE).until(() -> cluster.getJobStatus(job).get() == JobStatus.RUNNING);
        return job;
    }

    /** Waits until a run has given so many tags; fails when its job does. */
    void awaitTags(String run, JobID job, int count) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            assertThat(cluster.getJobStatus(job).get())
                                    .isNotEqualTo(JobStatus.FAILED);
                            assertThat(tags(StateJob.commands(run))).isGreaterThanOrEqualTo(count);
                        });
    }

    /** Waits until a run has answered the last elements that another answered. */
    void awaitLast(String run, JobID job, String other) {
        Map<String, Long> last = lastElements(StateJob.commands(other));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            assertThat(cluster.getJobStatus(job).get())
                                    .isNotEqualTo(JobStatus.FAILED);
                            assertThat(lastElements(StateJob.commands(run))).isEqualTo(last);
                        });
    }

    /** Waits until a job came to the end of its input. */
    void awaitFinished(JobID job) throws Exception {
        await().atMost(PATIENCE)
                .until(() -> cluster.getJobStatus(job).get().isGloballyTerminalState());
        assertThat(cluster.getJobStatus(job).get()).isEqualTo(JobStatus.FINISHED);
    }

    void cancel(JobID job) throws Exception {
        cluster.cancelJob(job).get();
        await().atMost(PATIENCE)
                .until(() -> cluster.getJobStatus(job).get().isGloballyTerminalState());
    }

    static long tags(Collection<ControlCommand> commands) {
        return commands.stream()
                .filter(command -> command.getBody() instanceof PriorityTag)
                .count();
    }

    /** The last element of each function that was answered. */
    static Map<String, Long> lastElements(Collection<ControlCommand> commands) {
        Map<String, Long> last = new TreeMap<>();
        for (PriorityTag tag : tagsOf(List.copyOf(commands))) {
            last.merge(tag.getFunctionId(), tag.getElementSequence(), Math::max);
        }
        return last;
    }

    static List<PriorityTag> tagsOf(List<ControlCommand> commands) {
        return commands.stream()
                .map(ControlCommand::getBody)
                .filter(PriorityTag.class::isInstance)
                .map(PriorityTag.class::cast)
                .toList();
    }

    /** Commands that are numbered without holes, by target in their order. */
    static Map<String, List<ControlCommand>> byTarget(Collection<ControlCommand> commands) {
        Map<String, List<ControlCommand>> byTarget = new TreeMap<>();
        for (ControlCommand command : commands) {
            if (!(command.getBody() instanceof ModelUpdate)) {
                byTarget.computeIfAbsent(command.getTarget(), id -> new ArrayList<>()).add(command);
            }
        }
        return byTarget;
    }

    /**
     * What one run gave until its snapshot and the next gave after it: the first number of the
     * second says where the snapshot was.
     */
    static Map<String, List<ControlCommand>> joined(
            Collection<ControlCommand> before, Collection<ControlCommand> after) {
        Map<String, List<ControlCommand>> first = byTarget(before);
        Map<String, List<ControlCommand>> joined = new TreeMap<>();
        byTarget(after)
                .forEach(
                        (target, commands) -> {
                            int cut = Math.toIntExact(commands.get(0).getSequence());
                            List<ControlCommand> earlier = first.getOrDefault(target, List.of());
                            assertThat(earlier).as(target).hasSizeGreaterThanOrEqualTo(cut);
                            List<ControlCommand> all = new ArrayList<>(earlier.subList(0, cut));
                            all.addAll(commands);
                            joined.put(target, all);
                        });
        return joined;
    }

    static void assertNumberedWithoutHoles(Map<String, List<ControlCommand>> commands) {
        commands.forEach(
                (target, list) -> {
                    long first = list.get(0).getSequence();
                    assertThat(list)
                            .as(target)
                            .extracting(ControlCommand::getSequence)
                            .isEqualTo(
                                    LongStream.range(first, first + list.size()).boxed().toList());
                });
    }

    /** The same commands for each function, and the same allocations as far as both go. */
    static void assertSame(
            Map<String, List<ControlCommand>> actual, Map<String, List<ControlCommand>> expected) {
        for (String function : StateJob.functionsWithoutPolicy()) {
            assertThat(actual.get(function)).as(function).isEqualTo(expected.get(function));
        }
        String device = "forebay0";
        List<ControlCommand> allocations = actual.get(device);
        int both = Math.min(allocations.size(), expected.get(device).size());
        assertThat(both).isPositive();
        assertThat(allocations.subList(0, both)).isEqualTo(expected.get(device).subList(0, both));
        assertThat(allocations.get(0).getBody()).isInstanceOf(BufferAllocation.class);
    }

    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }
}
