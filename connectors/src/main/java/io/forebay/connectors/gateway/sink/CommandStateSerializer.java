package io.forebay.connectors.gateway.sink;

import io.forebay.schemas.gateway.v1.Command;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.RequestEntryWrapper;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Version 1: number of commands, each as length and protobuf bytes of the gateway API's {@code
 * Command}, in the order they are to be sent.
 */
final class CommandStateSerializer
        implements SimpleVersionedSerializer<BufferedRequestState<CommandEntry>> {
    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(BufferedRequestState<CommandEntry> state) throws IOException {
        List<RequestEntryWrapper<CommandEntry>> entries = state.getBufferedRequestEntries();
        var out = new DataOutputSerializer(64 + 64 * entries.size());
        out.writeInt(entries.size());
        for (RequestEntryWrapper<CommandEntry> entry : entries) {
            byte[] bytes = entry.getRequestEntry().command().toByteArray();
            out.writeInt(bytes.length);
            out.write(bytes);
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public BufferedRequestState<CommandEntry> deserialize(int version, byte[] serialized)
            throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "unknown version of sink state: version=" + version + ", supported=" + VERSION);
        }
        var in = new DataInputDeserializer(serialized);
        int count = in.readInt();
        List<RequestEntryWrapper<CommandEntry>> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            var entry = new CommandEntry(Command.parseFrom(bytes), 0);
            entries.add(new RequestEntryWrapper<>(entry, entry.sizeBytes()));
        }
        return new BufferedRequestState<>(entries);
    }
}
