package io.forebay.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.connectors.kafka.KafkaOptions;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.ModelUpdate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.ConfigOption;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Everything one run writes, as a reader of committed records sees it: the commands followed while
 * they are written, and held to the contract of the loop; all topics as digests in the end. One
 * thread.
 */
final class RunResults implements AutoCloseable {
    /** Topics of results besides that of the commands. */
    private static final List<ConfigOption<String>> OTHERS =
            List.of(
                    KafkaOptions.ALLOCATIONS_TOPIC,
                    KafkaOptions.ALERTS_TOPIC,
                    KafkaOptions.DEAD_LETTERS_TOPIC,
                    KafkaOptions.LATE_ELEMENTS_TOPIC);

    private static final long PAUSE_MILLIS = 500;

    private final String servers;
    private final Map<String, String> run;
    private final CommittedTopic commandTopic;
    private final CommandContract contract = new CommandContract();
    private final KeyDigests commands = new KeyDigests();

    RunResults(String servers, Map<String, String> run) {
        this.servers = servers;
        this.run = run;
        commandTopic = new CommittedTopic(servers, run.get(KafkaOptions.COMMANDS_TOPIC.key()));
    }

    /** Follows the commands until so many elements are answered; fails when it comes no further. */
    void awaitTags(long expected, Duration patience) throws InterruptedException {
        long newest = -1;
        long progressNanos = System.nanoTime();
        while (tags() < expected) {
            if (tags() > newest) {
                newest = tags();
                progressNanos = System.nanoTime();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - progressNanos))
                    .as("time without a new tag after %,d of %,d", newest, expected)
                    .isLessThan(patience);
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            commandTopic.readOn(this::take);
        }
    }

    /** Elements answered in what was read. */
    long tags() {
        return contract.tags();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        String target = keyOf(record);
        ControlCommand command = Commands.decode(record.value());
        contract.accept(target, command);
        // Which of two subtasks is first with its model update is nobody's promise.
        String key =
                command.getBody() instanceof ModelUpdate update
                        ? target + " model of subtask " + update.getSubtask()
                        : target;
        commands.add(key, record.value());
    }

    /** Digests of all topics: by topic, then by key. Nothing is read after them. */
    Map<String, Map<String, KeyDigests.Digest>> digests() {
        commandTopic.readOn(this::take);
        Map<String, Map<String, KeyDigests.Digest>> digests = new TreeMap<>();
        digests.put(KafkaOptions.COMMANDS_TOPIC.key(), commands.end());
        for (ConfigOption<String> option : OTHERS) {
            var digest = new KeyDigests();
            try (var topic = new CommittedTopic(servers, run.get(option.key()))) {
                topic.readOn(record -> digest.add(keyOf(record), record.value()));
            }
            digests.put(option.key(), digest.end());
        }
        return digests;
    }

    /** Alerts as JSON, by function. */
    Map<String, List<String>> alerts() {
        Map<String, List<String>> alerts = new TreeMap<>();
        try (var topic =
                new CommittedTopic(servers, run.get(KafkaOptions.ALERTS_JSON_TOPIC.key()))) {
            topic.readOn(
                    record ->
                            alerts.computeIfAbsent(keyOf(record), key -> new ArrayList<>())
                                    .add(new String(record.value(), StandardCharsets.UTF_8)));
        }
        return alerts;
    }

    private static String keyOf(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        commandTopic.close();
    }
}
