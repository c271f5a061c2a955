package io.forebay.connectors.enumerator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Version 1: split version, number of pending splits, each as length and bytes; number of assigned
 * ids, each as modified UTF-8, sorted.
 */
public final class AssignmentStateSerializer<S extends SourceSplit>
        implements SimpleVersionedSerializer<AssignmentState<S>> {
    private static final int VERSION = 1;

    private final SimpleVersionedSerializer<S> splits;

    public AssignmentStateSerializer(SimpleVersionedSerializer<S> splits) {
        this.splits = splits;
    }

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(AssignmentState<S> state) throws IOException {
        var out = new DataOutputSerializer(256);
        out.writeInt(splits.getVersion());
        out.writeInt(state.pending().size());
        for (S split : state.pending()) {
            byte[] bytes = splits.serialize(split);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
        out.writeInt(state.assignedIds().size());
        for (String id : new TreeSet<>(state.assignedIds())) {
            out.writeUTF(id);
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public AssignmentState<S> deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "unknown version of enumerator state: version="
                            + version
                            + ", supported="
                            + VERSION);
        }
        var in = new DataInputDeserializer(serialized);
        int splitVersion = in.readInt();
        int pendingCount = in.readInt();
        List<S> pending = new ArrayList<>(pendingCount);
        for (int i = 0; i < pendingCount; i++) {
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            pending.add(splits.deserialize(splitVersion, bytes));
        }
        int assignedCount = in.readInt();
        Set<String> assigned = new LinkedHashSet<>();
        for (int i = 0; i < assignedCount; i++) {
            assigned.add(in.readUTF());
        }
        return new AssignmentState<>(pending, assigned);
    }
}
