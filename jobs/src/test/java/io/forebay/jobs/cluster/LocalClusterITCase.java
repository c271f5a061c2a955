package io.forebay.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.forebay.connectors.kafka.KafkaOptions;
import io.forebay.jobs.cluster.ClusterStatus.JobStatus;
import io.forebay.schemas.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A real broker, a JobManager and two TaskManagers, as processes; the job submitted as a jar. */
class LocalClusterITCase extends OnOneCluster {
    private static final String CAPTURE = "forebay.capture";
    private static final long ELEMENTS = 40_000;
    private static final long POISON_AT = ELEMENTS / 2;
    private static final String TASK_MANAGER = "taskmanager-1";
    private static final String OTHER_TASK_MANAGER = "taskmanager-2";

    @Test
    void shouldWriteWhatAnUndisturbedRunWritesWhenTaskManagersAreKilled() throws Exception {
        Future<CaptureFeed.Count> feed =
                bed.feed(
                        CAPTURE,
                        1,
                        POISON_AT,
                        ELEMENTS - POISON_AT,
                        LocalClusterITCase::sendPoison);
        Map<String, String> disturbed = bed.run("disturbed", CAPTURE);
        String job = bed.submit(2, null, disturbed);
        bed.awaitCheckpoints(job, 1);
        assertThat(bed.flink().lastFailure(job)).isNull();
        // The connector tells what is pending only where it has read since it was started.
        ClusterMetrics.assertKafkaRowIsServed(bed);

        bed.cluster().kill(TASK_MANAGER);
        bed.up();
        bed.awaitState(job, "RUNNING");
        bed.awaitCheckpoints(job, 1);
        bed.cluster().kill(OTHER_TASK_MANAGER);
        bed.up();
        // Only now is the traffic complete: the job was under load all the time.
        assertThat(feed.get()).isEqualTo(new CaptureFeed.Count(ELEMENTS - POISON_AT, 0));
        String commands = disturbed.get(KafkaOptions.COMMANDS_TOPIC.key());
        Map<String, List<byte[]>> actual = bed.awaitTags(commands, ELEMENTS);

        assertThat(Commands.tags(actual)).isEqualTo(ELEMENTS);
        Commands.assertWithoutHolesAndRepeats(actual);
        assertThat(bed.flink().restoredCheckpoints(job)).isPositive();
        assertThat(bed.flink().lastFailure(job)).containsPattern(": .*Exception");
        // The JobManager asks for metrics now and then, and a killed process had none.
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .ignoreExceptions()
                .untilAsserted(() -> assertStatus(job));
        bed.flink().cancel(job);
        bed.awaitState(job, "CANCELED");

        Map<String, String> undisturbed = bed.run("undisturbed", CAPTURE);
        undisturbed.put(KafkaOptions.BOUNDED.key(), "true");
        bed.awaitState(bed.submit(2, null, undisturbed), "FINISHED");
        Commands.assertSame(
                actual,
                bed.topics().committedByKey(undisturbed.get(KafkaOptions.COMMANDS_TOPIC.key())));
        assertOtherTopics(undisturbed);
    }

    @Test
    void shouldKeepToPoliciesWhileTheJobRunsAndAfterItIsRestored() throws Exception {
        new PolicyScenario(bed).run();
    }

    private static Void sendPoison() throws Exception {
        bed.topics().send(CAPTURE, "poison", "no record".getBytes(StandardCharsets.UTF_8));
        return null;
    }

    private static void assertStatus(String job) throws Exception {
        ClusterStatus status = ClusterStatus.of(bed.cluster());
        assertThat(status.processes()).allMatch(ClusterStatus.ProcessStatus::isRunning);
        JobStatus shown =
                status.jobs().stream()
                        .filter(one -> one.id().equals(job))
                        .findFirst()
                        .orElseThrow();
        assertThat(shown.state()).isEqualTo("RUNNING");
        assertThat(shown.operators())
                .containsKeys(
                        "Source__Capture",
                        "Validation",
                        "Circular_buffer",
                        "Allocation",
                        "Anomaly",
                        "Kafka_commands__Writer",
                        "Kafka_alerts-json__Writer");
        assertThat(shown.operators().get("Circular_buffer"))
                .containsKeys("elements", "cacheHits", "writeBackMillis");
        ClusterMetrics.assertLogIsStructured(bed, "jobmanager");
    }

    private static void assertOtherTopics(Map<String, String> run) throws Exception {
        List<ConsumerRecord<byte[], byte[]>> deadLetters =
                bed.topics().committed(run.get(KafkaOptions.DEAD_LETTERS_TOPIC.key()));
        assertThat(deadLetters).hasSize(1);
        DeadLetter poison = DeadLetter.getDecoder().decode(deadLetters.get(0).value());
        assertThat(poison.getOrigin()).isEqualTo("kafka topic " + CAPTURE + ", partition 0");
        assertThat(poison.getPosition()).isEqualTo(POISON_AT);
        assertThat(poison.getReason()).startsWith("record cannot be decoded");
        assertThat(bed.topics().committed(run.get(KafkaOptions.LATE_ELEMENTS_TOPIC.key())))
                .isEmpty();
        assertThat(bed.topics().committed(run.get(KafkaOptions.ALLOCATIONS_TOPIC.key())))
                .isNotEmpty();
        var json = new ObjectMapper();
        for (var alert : bed.topics().committed(run.get(KafkaOptions.ALERTS_JSON_TOPIC.key()))) {
            assertThat(json.readTree(alert.value()).get("functionId").asText())
                    .isEqualTo(new String(alert.key(), StandardCharsets.UTF_8));
        }
        assertThat(bed.topics().committed(run.get(KafkaOptions.ALERTS_TOPIC.key())))
                .hasSameSizeAs(
                        bed.topics().committed(run.get(KafkaOptions.ALERTS_JSON_TOPIC.key())));
    }

    @Test
    void shouldRefuseTheJobWhenKafkaDoesNotHaveWhatItSays() {
        Map<String, String> options =
                Map.of(
                        KafkaOptions.BOOTSTRAP_SERVERS.key(),
                        bed.state().kafkaAddress(),
                        KafkaOptions.COMMANDS_TOPIC.key(),
                        "missing");
        assertThatThrownBy(() -> bed.submit(1, null, options))
                .hasMessageContaining("key=kafka.topic.commands, value=missing")
                .hasMessageContaining("a topic that exists");
        Map<String, String> tooLong =
                Map.of(
                        KafkaOptions.BOOTSTRAP_SERVERS.key(),
                        bed.state().kafkaAddress(),
                        KafkaOptions.TRANSACTION_TIMEOUT.key(),
                        "1 h");
        assertThatThrownBy(() -> bed.submit(1, null, tooLong))
                .hasMessageContaining("key=kafka.sink.transaction-timeout, value=3600000 ms")
                .hasMessageContaining("at most 900000 ms");
    }
}
