package io.forebay.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.connectors.kafka.KafkaOptions;
import io.forebay.schemas.ModelUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What takes longer than a build should: {@code ./mvnw verify -Pfaults}. */
@EnabledIfSystemProperty(
        named = "forebay.faults",
        matches = "true",
        disabledReason = "runs with ./mvnw verify -Pfaults")
class FaultsITCase extends OnOneCluster {
    private static final long ELEMENTS = 40_000;
    private static final long MANY_ELEMENTS = 10 * ELEMENTS;
    private static final String CHECKPOINT = "chk-";
    private static final String BITS = "Circular_buffer.bitsPerRequest";
    private static final double MOST_MORE_BITS = 1.15;

    @Test
    void shouldGoOnFromTheLastCheckpointWhenTheJobManagerIsKilled() throws Exception {
        String capture = capture("jobmanager");
        Future<CaptureFeed.Count> feed = bed.feed(capture, 1, ELEMENTS);
        Map<String, String> disturbed = bed.run("jobmanager-killed", capture);
        String job = bed.submit(2, null, disturbed);
        bed.awaitCheckpoints(job, 2);

        bed.cluster().kill("jobmanager");
        bed.up();
        String again = bed.submit(2, newestCheckpoint(job), disturbed);
        feed.get();

        assertSameAsUndisturbed(again, disturbed, "jobmanager-well", capture);
    }

    @Test
    void shouldGoOnWhenTheBrokerIsKilled() throws Exception {
        String capture = capture("broker");
        Future<CaptureFeed.Count> feed = bed.feed(capture, 1, ELEMENTS);
        Map<String, String> disturbed = bed.run("broker-killed", capture);
        String job = bed.submit(2, null, disturbed);
        bed.awaitCheckpoints(job, 2);

        bed.cluster().kill(KafkaBroker.NAME);
        bed.up();
        feed.get();

        assertSameAsUndisturbed(job, disturbed, "broker-well", capture);
    }

    @Test
    void shouldEndWhenABoundedJobIsRestored() throws Exception {
        String capture = capture("bounded");
        assertThat(bed.feed(capture, Double.POSITIVE_INFINITY, MANY_ELEMENTS).get())
                .isEqualTo(new CaptureFeed.Count(MANY_ELEMENTS, 0));
        Map<String, String> options = bed.run("bounded", capture);
        options.put(KafkaOptions.BOUNDED.key(), "true");
        String job = bed.submit(2, null, options);
        bed.awaitTags(commands(options), 1);
        String savepoint =
                new Savepoints(bed.flink(), bed.cluster().files().savepoints()).take(job, true);

        bed.awaitState(bed.submit(2, savepoint, options), "FINISHED");

        Map<String, List<byte[]>> commands = bed.awaitTags(commands(options), MANY_ELEMENTS);
        assertThat(Commands.tags(commands)).isEqualTo(MANY_ELEMENTS);
        Commands.assertWithoutHolesAndRepeats(commands);
    }

    @Test
    void shouldLoseAndRepeatNothingWhenRescaled() throws Exception {
        String capture = capture("rescaled");
        var lastStage = new CountDownLatch(1);
        Future<CaptureFeed.Count> feed =
                bed.feed(
                        capture,
                        1,
                        ELEMENTS / 2,
                        ELEMENTS / 2,
                        // However slow the machine, the last stage has traffic.
                        () -> lastStage.await(ClusterBed.PATIENCE.toSeconds(), TimeUnit.SECONDS));
        Map<String, String> options = bed.run("rescaled", capture);
        String savepoint = null;
        String job = null;
        for (int parallelism : new int[] {1, 4, 2}) {
            if (job != null) {
                savepoint =
                        new Savepoints(bed.flink(), bed.cluster().files().savepoints())
                                .take(job, true);
            }
            job = bed.submit(parallelism, savepoint, options);
            bed.awaitCheckpoints(job, 1);
            bed.awaitTags(commands(options), ELEMENTS / 10);
        }
        lastStage.countDown();
        feed.get();

        Map<String, List<byte[]>> commands = bed.awaitTags(commands(options), ELEMENTS);
        assertThat(Commands.tags(commands)).isEqualTo(ELEMENTS);
        Commands.assertWithoutHolesAndRepeats(commands);
        assertLearnsOn(commands);
        double bits = bed.awaitMetric(job, BITS, metric -> true).mean();
        bed.flink().cancel(job);
        bed.awaitState(job, "CANCELED");

        Map<String, String> undisturbed = bed.run("never-rescaled", capture);
        String well = bed.submit(2, null, undisturbed);
        bed.awaitTags(commands(undisturbed), ELEMENTS);
        // Weights are averaged with each change, so the figures are near, not equal.
        assertThat(bits)
                .isLessThan(MOST_MORE_BITS * bed.awaitMetric(well, BITS, metric -> true).mean());
        bed.flink().cancel(well);
        bed.awaitState(well, "CANCELED");
    }

    /** Each subtask's weights begin with all that those of the parallelism before had learned. */
    private static void assertLearnsOn(Map<String, List<byte[]>> commands) {
        Map<Integer, Long> learned = new TreeMap<>();
        Map<Integer, Long> firstOf = new TreeMap<>();
        commands.values().stream()
                .flatMap(List::stream)
                .map(value -> Commands.decode(value).getBody())
                .filter(ModelUpdate.class::isInstance)
                .map(ModelUpdate.class::cast)
                .forEach(
                        update -> {
                            firstOf.putIfAbsent(
                                    update.getParallelism(), update.getTrainedRequests());
                            learned.merge(
                                    update.getParallelism(),
                                    update.getTrainedRequests(),
                                    Math::max);
                        });
        assertThat(learned).containsKeys(1, 2);
        assertThat(firstOf.get(2)).isGreaterThan(learned.get(1));
        if (learned.containsKey(4)) {
            assertThat(firstOf.get(4)).isGreaterThan(learned.get(1));
            assertThat(firstOf.get(2)).isGreaterThan(learned.get(4));
        }
    }

    private static String capture(String name) throws Exception {
        String topic = name + ".capture";
        bed.topics().create(List.of(topic), 1);
        return topic;
    }

    private static String commands(Map<String, String> run) {
        return run.get(KafkaOptions.COMMANDS_TOPIC.key());
    }

    private static String allocations(Map<String, String> run) {
        return run.get(KafkaOptions.ALLOCATIONS_TOPIC.key());
    }

    private static void assertSameAsUndisturbed(
            String job, Map<String, String> disturbed, String name, String capture)
            throws Exception {
        Map<String, List<byte[]>> actual = bed.awaitTags(commands(disturbed), ELEMENTS);
        bed.flink().cancel(job);
        bed.awaitState(job, "CANCELED");
        Map<String, String> undisturbed = bed.run(name, capture);
        undisturbed.put(KafkaOptions.BOUNDED.key(), "true");
        bed.awaitState(bed.submit(2, null, undisturbed), "FINISHED");

        Commands.assertWithoutHolesAndRepeats(actual);
        Commands.assertSame(actual, bed.topics().committedByKey(commands(undisturbed)));
        // The undisturbed run has ended, and with it its last windows.
        Commands.assertBegin(
                bed.topics().committedByKey(allocations(disturbed)),
                bed.topics().committedByKey(allocations(undisturbed)));
    }

    /** The newest checkpoint of a job that is complete. */
    private static String newestCheckpoint(String job) throws IOException {
        try (Stream<Path> paths = Files.list(bed.cluster().files().checkpoints().resolve(job))) {
            return paths.filter(path -> Files.exists(path.resolve("_metadata")))
                    .max(Comparator.comparingLong(FaultsITCase::numberOf))
                    .orElseThrow()
                    .toUri()
                    .toString();
        }
    }

    private static long numberOf(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring(CHECKPOINT.length()));
    }
}
