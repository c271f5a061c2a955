package io.forebay.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.forebay.connectors.kafka.KafkaOptions;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.Policy;
import io.forebay.schemas.PriorityTag;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Policies through a real topic, into a job that runs as a jar on a cluster of processes: the job
 * keeps to them while it runs and after it is restored.
 */
final class PolicyScenario {
    private static final String CAPTURE = "policies.capture";
    private static final String TARGET = "forebay0";
    private static final Map<String, String> ONLY_SIX =
            Map.of("forebay.priority.floor", "6", "forebay.priority.ceiling", "6");
    private static final Duration PATIENCE = ClusterBed.PATIENCE;

    private final ClusterBed bed;
    private final List<Integer> priorities = new ArrayList<>();

    PolicyScenario(ClusterBed bed) {
        this.bed = bed;
    }

    void run() throws Exception {
        bed.topics().create(List.of(CAPTURE), 1);
        Map<String, String> options = bed.run("policies", CAPTURE);
        options.put(KafkaOptions.POLICIES_TOPIC.key(), PolicyTopic.LOCAL);
        Future<CaptureFeed.Count> feed = bed.feed(CAPTURE, 1, 400_000);
        String job = bed.submit(2, null, options);
        String kafka = bed.state().kafkaAddress();
        try (var policies = new PolicyTopic(kafka, PolicyTopic.LOCAL);
                var commands =
                        new CommittedTopic(kafka, options.get(KafkaOptions.COMMANDS_TOPIC.key()))) {
            awaitPriorities(commands, false);
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
            bed.awaitState(restored, "CANCELED");
        } finally {
            feed.cancel(true);
        }
    }

    private void assertRefused(String topic) {
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
    private void awaitPriorities(CommittedTopic commands, boolean areSix) {
        commands.readOn(this::add);
        int before = priorities.size();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            commands.readOn(this::add);
                            assertThat(priorities.size()).isGreaterThan(before + 100);
                            List<Integer> newest =
                                    priorities.subList(priorities.size() - 100, priorities.size());
                            assertThat(newest.stream().allMatch(priority -> priority == 6))
                                    .isEqualTo(areSix);
                        });
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        if (Commands.decode(record.value()).getBody() instanceof PriorityTag tag) {
            priorities.add(tag.getPriority());
        }
    }
}
