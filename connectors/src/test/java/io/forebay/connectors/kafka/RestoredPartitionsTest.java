package io.forebay.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.connectors.enumerator.FakeEnumeratorContext;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RestoredPartitionsTest {
    private static final KafkaPartitionSplit READ = split(0);
    private static final KafkaPartitionSplit WAITING = split(1);

    private final FakeEnumeratorContext<KafkaPartitionSplit> context =
            new FakeEnumeratorContext<>(2);

    private static KafkaPartitionSplit split(int partition) {
        return new KafkaPartitionSplit(new TopicPartition("capture", partition), 0, 100);
    }

    private static KafkaSourceEnumState state() {
        return new KafkaSourceEnumState(List.of(READ), List.of(WAITING), true);
    }

    @Test
    void shouldTellReadersThatNothingMoreComesWhenAllWasAssigned() {
        var restored =
                new RestoredPartitions(
                        context, new KafkaSourceEnumState(List.of(READ), List.of(), true));
        restored.addReader(0);
        restored.addReader(1);
        assertThat(context.assigned).isEmpty();
        assertThat(context.complete).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void shouldAssignWhatWaitedWhenItsReaderRegisters() {
        var restored = new RestoredPartitions(context, state());
        restored.addReader(0);
        restored.addReader(1);
        assertThat(context.assigned).containsOnlyKeys(1).containsEntry(1, List.of(WAITING));
        KafkaSourceEnumState snapshot = restored.snapshotState(1);
        assertThat(snapshot.assignedSplits()).containsExactlyInAnyOrder(READ, WAITING);
        assertThat(snapshot.unassignedSplits()).isEmpty();
        assertThat(snapshot.initialDiscoveryFinished()).isTrue();
    }

    @Test
    void shouldKeepSplitWhenItsReaderGaveItBack() {
        var restored = new RestoredPartitions(context, state());
        restored.addReader(1);
        restored.addSplitsBack(List.of(WAITING), 1);
        KafkaSourceEnumState snapshot = restored.snapshotState(1);
        assertThat(snapshot.assignedSplits()).containsExactly(READ);
        assertThat(snapshot.unassignedSplits()).containsExactly(WAITING);
        restored.addReader(1);
        assertThat(context.assigned).containsEntry(1, List.of(WAITING, WAITING));
    }

    @Test
    void shouldBeUsedWhenBoundedSourceIsRestored() throws Exception {
        var client = new Properties();
        client.put("bootstrap.servers", "127.0.0.1:1");
        var source =
                BoundedKafkaSource.of(
                        KafkaSource.<String>builder()
                                .setProperties(client)
                                .setTopics("capture")
                                .setValueOnlyDeserializer(new SimpleStringSchema()),
                        true);
        assertThat(source.restoreEnumerator(context, state()))
                .isInstanceOf(RestoredPartitions.class);
        assertThat(
                        source.restoreEnumerator(
                                context, new KafkaSourceEnumState(List.of(), List.of(), false)))
                .as("its partitions are not known yet")
                .isNotInstanceOf(RestoredPartitions.class);
    }
}
