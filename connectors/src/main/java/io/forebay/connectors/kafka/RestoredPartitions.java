package io.forebay.connectors.kafka;

import io.forebay.connectors.enumerator.AssignmentState;
import io.forebay.connectors.enumerator.StaticSplitEnumerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;

/**
 * The partitions of a bounded source that was restored: those of its state, and no more. One that
 * was added to the topic since was not there when the job first started. Runs on the coordinator
 * thread only.
 */
final class RestoredPartitions
        implements SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> {
    private final List<KafkaPartitionSplit> all = new ArrayList<>();
    private final StaticSplitEnumerator<KafkaPartitionSplit> splits;

    /**
     * @param state of a source that had found its partitions
     */
    RestoredPartitions(
            SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState state) {
        all.addAll(state.assignedSplits());
        all.addAll(state.unassignedSplits());
        splits =
                new StaticSplitEnumerator<>(
                        context,
                        all,
                        new AssignmentState<>(
                                List.copyOf(state.unassignedSplits()),
                                state.assignedSplits().stream()
                                        .map(KafkaPartitionSplit::splitId)
                                        .collect(Collectors.toSet())));
    }

    @Override
    public void start() {
        splits.start();
    }

    @Override
    public void addReader(int subtaskId) {
        splits.addReader(subtaskId);
    }

    @Override
    public void addSplitsBack(List<KafkaPartitionSplit> back, int subtaskId) {
        splits.addSplitsBack(back, subtaskId);
    }

    @Override
    public void handleSplitRequest(int subtaskId, String requesterHostname) {
        splits.handleSplitRequest(subtaskId, requesterHostname);
    }

    @Override
    public KafkaSourceEnumState snapshotState(long checkpointId) {
        AssignmentState<KafkaPartitionSplit> state = splits.snapshotState(checkpointId);
        Set<String> assignedIds = state.assignedIds();
        List<KafkaPartitionSplit> assigned =
                all.stream().filter(split -> assignedIds.contains(split.splitId())).toList();
        return new KafkaSourceEnumState(assigned, state.pending(), true);
    }

    @Override
    public void close() {
        splits.close();
    }
}
