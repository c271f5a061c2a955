package io.forebay.operators.state;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;
import org.apache.flink.runtime.state.AsyncSnapshotCallable;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateCheckpointOutputStream;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.StreamStateHandle;

/**
 * The part of a checkpoint that runs beside the traffic: turns frozen objects into bytes and writes
 * them with timers as raw keyed state, see {@link LiveState}. Made by the task, called once by
 * another thread.
 */
final class LiveStateSnapshot extends AsyncSnapshotCallable<SnapshotResult<KeyedStateHandle>> {
    private final CheckpointStreamFactory streams;
    private final KeyGroupRange keyGroups;
    private final Pace pace;
    private final int keyGroupCount;
    private final Map<Integer, LiveState> groups = new TreeMap<>();

    /**
     * Will write this.
     *
     * @param keyGroups of the subtask
     * @param keyGroupCount of the job
     * @param pace of the writing
     */
    LiveStateSnapshot(
            LiveState live,
            CheckpointStreamFactory streams,
            KeyGroupRange keyGroups,
            int keyGroupCount,
            Pace pace) {
        this.streams = streams;
        this.keyGroups = keyGroups;
        this.keyGroupCount = keyGroupCount;
        this.pace = pace;
        live.timers().forEach(timer -> groupOf(timer.key()).timers().add(timer));
        live.objects().forEach(entry -> groupOf(entry.key()).objects().add(entry));
    }

    private LiveState groupOf(String key) {
        return groups.computeIfAbsent(
                KeyGroupRangeAssignment.assignToKeyGroup(key, keyGroupCount),
                any -> LiveState.empty());
    }

    @Override
    protected SnapshotResult<KeyedStateHandle> callInternal() throws Exception {
        CheckpointStateOutputStream stream =
                streams.createCheckpointStateOutputStream(CheckpointedStateScope.EXCLUSIVE);
        snapshotCloseableRegistry.registerCloseable(stream);
        KeyGroupRangeOffsets offsets = write(stream);
        if (!snapshotCloseableRegistry.unregisterCloseable(stream)) {
            throw new IOException("the checkpoint was cancelled");
        }
        StreamStateHandle handle = stream.closeAndGetHandle();
        return handle == null
                ? SnapshotResult.empty()
                : SnapshotResult.of(new KeyGroupsStateHandle(offsets, handle));
    }

    private KeyGroupRangeOffsets write(CheckpointStateOutputStream stream) throws IOException {
        var offsets = new KeyGroupRangeOffsets(keyGroups);
        for (int keyGroup : keyGroups) {
            offsets.setKeyGroupOffset(keyGroup, KeyedStateCheckpointOutputStream.NO_OFFSET_SET);
        }
        var out = new DataOutputViewStreamWrapper(stream);
        for (Map.Entry<Integer, LiveState> group : groups.entrySet()) {
            offsets.setKeyGroupOffset(group.getKey(), stream.getPos());
            group.getValue().write(pace, out);
        }
        return offsets;
    }

    @Override
    protected void cleanupProvidedResources() {
        groups.clear();
    }
}
