package io.forebay.connectors.gateway.source.split;

import io.forebay.connectors.gateway.GatewayAddress;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Version 1: host as modified UTF-8, port as int, log id and next offset as longs. */
public final class GatewaySplitSerializer implements SimpleVersionedSerializer<GatewaySplit> {
    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(GatewaySplit split) throws IOException {
        var out = new DataOutputSerializer(64);
        out.writeUTF(split.address().host());
        out.writeInt(split.address().port());
        out.writeLong(split.logId());
        out.writeLong(split.nextOffset());
        return out.getCopyOfBuffer();
    }

    @Override
    public GatewaySplit deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "unknown version of gateway split: version="
                            + version
                            + ", supported="
                            + VERSION);
        }
        var in = new DataInputDeserializer(serialized);
        var address = new GatewayAddress(in.readUTF(), in.readInt());
        return new GatewaySplit(address, in.readLong(), in.readLong());
    }
}
