package io.forebay.operators.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
 * them as raw keyed state, see {@link LiveState}. Made by the task, called once by another thread.
 */
final class LiveStateSnapshot extends AsyncSnapshotCallable<SnapshotResult<KeyedStateHandle>> {
    private final CheckpointStreamFactory streams;
    private final KeyGroupRange keyGroups;
    private final Pace pace;
    private final Map<Integer, List<FrozenEntry>> entries = new TreeMap<>();

    /**
     * Will write these.
     *
     * @param keyGroups of the subtask
     * @param keyGroupCount of the job
     * @param pace of the writing
     */
    LiveStateSnapshot(
            List<FrozenEntry> frozen,
            CheckpointStreamFactory streams,
            KeyGroupRange keyGroups,
            int keyGroupCount,
            Pace pace) {
        this.streams = streams;
        this.keyGroups = keyGroups;
        this.pace = pace;
        for (FrozenEntry entry : frozen) {
            int keyGroup = KeyGroupRangeAssignment.assignToKeyGroup(entry.key(), keyGroupCount);
            entries.computeIfAbsent(keyGroup, any -> new ArrayList<>()).add(entry);
        }
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
        for (Map.Entry<Integer, List<FrozenEntry>> group : entries.entrySet()) {
            offsets.setKeyGroupOffset(group.getKey(), stream.getPos());
            LiveState.write(group.getValue(), pace, out);
        }
        return offsets;
    }

    @Override
    protected void cleanupProvidedResources() {
        entries.clear();
    }
}
