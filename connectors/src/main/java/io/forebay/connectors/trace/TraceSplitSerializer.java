package io.forebay.connectors.trace;

import io.forebay.traces.TraceFormat;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Version 1: path, format label and device as modified UTF-8, position as long. */
final class TraceSplitSerializer implements SimpleVersionedSerializer<TraceSplit> {
    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(TraceSplit split) throws IOException {
        var out = new DataOutputSerializer(128);
        out.writeUTF(split.file().path());
        out.writeUTF(split.file().format().label());
        out.writeUTF(split.file().deviceId());
        out.writeLong(split.position());
        return out.getCopyOfBuffer();
    }

    @Override
    public TraceSplit deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "unknown version of trace split: version="
                            + version
                            + ", supported="
                            + VERSION);
        }
        var in = new DataInputDeserializer(serialized);
        String path = in.readUTF();
        var file = new TraceFile(path, formatOf(in.readUTF()), in.readUTF());
        return new TraceSplit(file, in.readLong());
    }

    private static TraceFormat formatOf(String label) throws IOException {
        for (TraceFormat format : TraceFormat.values()) {
            if (format.label().equals(label)) {
                return format;
            }
        }
        throw new IOException("unknown trace format in state: format=" + label);
    }
}
