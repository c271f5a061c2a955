package io.forebay.operators.buffer;

import java.io.EOFException;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * {@link DeviceWeights} in operator state: their length and their bytes. Flink copies operator
 * state while traffic waits, which costs nothing here, and writes it beside the traffic: only then
 * the copied models become bytes.
 */
final class DeviceWeightsSerializer extends TypeSerializerSingleton<DeviceWeights> {
    static final DeviceWeightsSerializer INSTANCE = new DeviceWeightsSerializer();

    private static final long serialVersionUID = 1L;
    private static final int VARIABLE_LENGTH = -1;

    private DeviceWeightsSerializer() {}

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public DeviceWeights createInstance() {
        throw new UnsupportedOperationException("there are no empty weights");
    }

    @Override
    public DeviceWeights copy(DeviceWeights from) {
        return from;
    }

    @Override
    public DeviceWeights copy(DeviceWeights from, DeviceWeights reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return VARIABLE_LENGTH;
    }

    @Override
    public void serialize(DeviceWeights weights, DataOutputView target) throws IOException {
        byte[] bytes = weights.toBytes();
        target.writeInt(bytes.length);
        target.write(bytes);
    }

    @Override
    public DeviceWeights deserialize(DataInputView source) throws IOException {
        return DeviceWeights.fromBytes(readBytes(source));
    }

    @Override
    public DeviceWeights deserialize(DeviceWeights reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        byte[] bytes = readBytes(source);
        target.writeInt(bytes.length);
        target.write(bytes);
    }

    private static byte[] readBytes(DataInputView source) throws IOException {
        int length = source.readInt();
        if (length < 0) {
            throw new EOFException("device weights are damaged: lengthBytes=" + length);
        }
        byte[] bytes = new byte[length];
        source.readFully(bytes);
        return bytes;
    }

    @Override
    public TypeSerializerSnapshot<DeviceWeights> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Stands in checkpoints by its name. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<DeviceWeights> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
