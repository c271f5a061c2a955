package io.forebay.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.forebay.connectors.kafka.KafkaOptions;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.Policy;
import io.forebay.schemas.PriorityTag;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies through a real topic, into a job that runs as a jar on a cluster of processes. */
class PolicyITCase {
    private static final String CAPTURE = "forebay.capture";
    private static final String TARGET = "forebay0";
    private static final Map<String, String> ONLY_SIX =
            Map.of("forebay.priority.floor", "6", "forebay.priority.ceiling", "6");
    private static final Duration PATIENCE = ClusterBed.PATIENCE;

    @TempDir private static Path directory;

    private static ClusterBed bed;

    @BeforeAll
    static void start() throws Exception {
        bed = ClusterBed.start(directory, Map.of("execution.checkpointing.interval", "1 s"));
    }

    @AfterAll
    static void stop() {
        if (bed != null) {
            bed.close();
        }
    }

    @Test
    void shouldKeepToPoliciesWhileTheJobRunsAndAfterItIsRestored() throws Exception {
        Map<String, String> options = bed.run("policies", CAPTURE);
        options.put(KafkaOptions.POLICIES_TOPIC.key(), PolicyTopic.LOCAL);
        CompletableFuture<CaptureFeed.Count> feed = bed.feed(CAPTURE, 1, 400_000);
        String job = bed.submit(2, null, options);
        String commands = options.get(KafkaOptions.COMMANDS_TOPIC.key());
        awaitPriorities(commands, false);
        try (var policies = new PolicyTopic(bed.state().kafkaAddress(), PolicyTopic.LOCAL)) {
            assertThatThrownBy(() -> policies.set(TARGET, Map.of("forebay.priority.floor", "9")))
                    .hasMessageContaining("key=forebay.priority.floor, value=9");
            policies.set(TARGET, ONLY_SIX);
            assertThat(policies.policies())
                    .containsOnly(Map.entry(TARGET, new Policy(TARGET, ONLY_SIX)));
            awaitPriorities(commands, true);
            bed.topics().send(PolicyTopic.LOCAL, "*", "nothing".getBytes(StandardCharsets.UTF_8));
            // By itself it could be in force; the job has another ceiling for the device.
            policies.set("forebay0/zipf", Map.of("forebay.priority.floor", "7"));
            assertRefused(options.get(KafkaOptions.DEAD_LETTERS_TOPIC.key()));

            String savepoint =
                    new Savepoints(bed.flink(), bed.cluster().files().savepoints()).take(job, true);
            String restored = bed.submit(1, savepoint, options);
            awaitPriorities(commands, true);
            policies.remove(TARGET);
            awaitPriorities(commands, false);
            bed.flink().cancel(restored);
        }
        feed.cancel(true);
    }

    private static void assertRefused(String topic) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            List<DeadLetter> letters = new ArrayList<>();
                            for (var record : bed.topics().committed(topic)) {
                                letters.add(DeadLetter.getDecoder().decode(record.value()));
                            }
                            assertThat(letters)
                                    .extracting(DeadLetter::getOrigin)
                                    .containsOnly("kafka topic forebay.policies, partition 0");
                            assertThat(letters)
                                    .extracting(DeadLetter::getPosition)
                                    .containsExactly(1L, 2L);
                            assertThat(letters.get(0).getReason())
                                    .startsWith("record cannot be decoded");
                            assertThat(letters.get(1).getReason())
                                    .contains("key=forebay.priority.ceiling, value=6")
                                    .contains("target=forebay0/zipf");
                        });
    }

    /** Waits until the newest tags are all of priority 6, or are not. */
    private static void awaitPriorities(String topic, boolean areSix) throws Exception {
        int before = priorities(topic).size();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(
                        () -> {
                            List<Integer> priorities = priorities(topic);
                            assertThat(priorities.size()).isGreaterThan(before + 100);
                            List<Integer> newest =
                                    priorities.subList(priorities.size() - 100, priorities.size());
                            assertThat(newest.stream().allMatch(priority -> priority == 6))
                                    .isEqualTo(areSix);
                        });
    }

    private static List<Integer> priorities(String topic) throws Exception {
        List<Integer> priorities = new ArrayList<>();
        for (var record : bed.topics().committed(topic)) {
            ControlCommand command = ControlCommand.getDecoder().decode(record.value());
            if (command.getBody() instanceof PriorityTag tag) {
                priorities.add(tag.getPriority());
            }
        }
        return priorities;
    }
}
