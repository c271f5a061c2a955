package io.forebay.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.forebay.connectors.kafka.KafkaOptions;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.PriorityTag;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceReader;
import io.forebay.traces.synthetic.SyntheticWorkloads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The gateway of a job is killed under load, and comes back. */
@EnabledIfSystemProperty(
        named = "forebay.faults",
        matches = "true",
        disabledReason = "runs with ./mvnw verify -Pfaults")
class GatewayFaultsITCase {
    private static final String DEVICE = "forebay0";
    private static final long SEED = 7;
    private static final long ELEMENTS = 30_000;
    private static final long BEFORE_THE_KILL = 4_000;
    private static final String BITS = "Circular_buffer.bitsPerRequest";
    private static final double MOST_MORE_BITS = 1.25;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path directory;

    private static ClusterBed bed;
    private static Path report;

    @BeforeAll
    static void start() throws Exception {
        report = directory.resolve("gateway.json");
        bed =
                ClusterBed.start(
                        directory,
                        Map.of("execution.checkpointing.interval", "1 s"),
                        List.of(
                                "--synthetic",
                                "mixed",
                                "--seed",
                                Long.toString(SEED),
                                "--limit",
                                Long.toString(ELEMENTS),
                                "--duration",
                                "0",
                                // Slow enough for a busy machine to kill it in the middle.
                                "--speed",
                                "0.25",
                                "--from-now",
                                "--plaintext",
                                "--json",
                                report.toString()));
    }

    @AfterAll
    static void stop() {
        if (bed != null) {
            bed.close();
        }
    }

    @Test
    void shouldAnswerEachElementOnceAndTellTheGapWhenTheGatewayIsKilled() throws Exception {
        Map<String, String> run = bed.run("gateway", "unused.capture");
        run.put("forebay.source", "GATEWAY");
        run.put("forebay.results", "KAFKA;GATEWAY");
        run.put("gateway.source.addresses", bed.state().gatewayAddress());
        run.put("gateway.sink.addresses", bed.state().gatewayAddress());
        String commands = run.get(KafkaOptions.COMMANDS_TOPIC.key());
        String job = bed.submit(2, null, run);
        bed.awaitTags(commands, BEFORE_THE_KILL);
        double bitsBefore = bed.awaitMetric(job, BITS, bits -> true).mean();

        bed.cluster().kill("gateway");
        bed.up();
        bed.awaitMetric(job, "Validation.captureGaps", gaps -> gaps.sum() == 1);
        // A model that had forgotten would be surprised by each element now.
        assertThat(bed.awaitMetric(job, BITS, bits -> true).mean())
                .isLessThan(MOST_MORE_BITS * bitsBefore);
        bed.awaitState(job, "FINISHED");

        Map<String, List<byte[]>> written = bed.topics().committedByKey(commands);
        List<byte[]> models = written.remove(DEVICE);
        Map<String, List<Long>> lives = new TreeMap<>();
        written.forEach((function, values) -> lives.put(function, livesOf(values)));
        assertAnsweredOnce(lives);
        assertLearnsOn(models);
        // The clock of the device went on, so nothing came from the past.
        assertThat(bed.topics().committed(run.get(KafkaOptions.LATE_ELEMENTS_TOPIC.key())))
                .isEmpty();
        assertReport();
    }

    /**
     * The job saw a beginning of the first life's traffic and all of the second's, each element
     * once. What else the first life captured is told as a gap.
     */
    private static void assertAnsweredOnce(Map<String, List<Long>> lives) throws IOException {
        Map<String, Long> first = new TreeMap<>();
        Map<String, Long> second = new TreeMap<>();
        lives.forEach(
                (function, both) -> {
                    first.put(function, both.get(0));
                    second.put(function, both.get(1));
                });
        assertThat(second).isEqualTo(workload(ELEMENTS));
        long answered = first.values().stream().mapToLong(Long::longValue).sum();
        assertThat(answered).isBetween(BEFORE_THE_KILL, ELEMENTS);
        assertThat(first).isEqualTo(workload(answered));
    }

    /**
     * Elements answered in each life of the gateway; the commands are numbered through all of them.
     */
    private static List<Long> livesOf(List<byte[]> commands) {
        List<Long> lives = new ArrayList<>();
        long sequence = 0;
        long element = 0;
        for (byte[] value : commands) {
            ControlCommand command = Commands.decode(value);
            assertThat(command.getSequence()).as(command.getTarget()).isEqualTo(sequence++);
            if (command.getBody() instanceof PriorityTag tag) {
                if (tag.getElementSequence() == 0 && element > 0) {
                    lives.add(element);
                    element = 0;
                }
                assertThat(tag.getElementSequence()).as(command.getTarget()).isEqualTo(element++);
            }
        }
        lives.add(element);
        assertThat(lives).hasSize(2);
        return lives;
    }

    /** Elements of each function among the first of the workload. */
    private static Map<String, Long> workload(long elements) throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        try (TraceReader reader = SyntheticWorkloads.open("mixed", DEVICE, SEED)) {
            for (long i = 0; i < elements; i++) {
                TrafficElement element = reader.next();
                counts.merge(element.getFunctionId(), 1L, Long::sum);
            }
        }
        return counts;
    }

    /** Each subtask's weights go on to learn from where they were. */
    private static void assertLearnsOn(List<byte[]> models) {
        Map<Integer, Long> trained = new TreeMap<>();
        for (byte[] value : models) {
            var update = (ModelUpdate) Commands.decode(value).getBody();
            Long before = trained.put(update.getSubtask(), update.getTrainedRequests());
            assertThat(update.getTrainedRequests()).isGreaterThan(before == null ? 0 : before);
        }
        long sum = trained.values().stream().mapToLong(Long::longValue).sum();
        assertThat(sum).isGreaterThan(ELEMENTS);
    }

    /** What the second life of the gateway says of itself. */
    private static void assertReport() throws IOException {
        JsonNode gateway = new ObjectMapper().readTree(report.toFile());
        assertThat(gateway.get("elements").get("captured").asLong()).isEqualTo(ELEMENTS);
        // No element was tagged for its namesake of the first life.
        JsonNode tags = gateway.get("tags");
        assertThat(tags.get("inTime").asLong() + tags.get("late").asLong())
                .isLessThanOrEqualTo(ELEMENTS);
    }
}
