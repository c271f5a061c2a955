package io.forebay.operators.buffer;

import io.forebay.operators.state.FrozenObject;
import io.forebay.operators.state.StateFormat;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * A device's weights in a checkpoint, as one subtask learned them.
 *
 * @param subtask index of the subtask
 * @param parallelism subtasks there were
 * @param predictorSettings what the weights were made with
 * @param snapshot the model's own bytes, or what becomes them
 * @param priorities the bytes of the device's priority policy
 */
// Nothing compares two of them.
@SuppressWarnings("ArrayRecordComponent")
record DeviceWeights(
        int subtask,
        int parallelism,
        String deviceId,
        String predictorSettings,
        FrozenObject snapshot,
        byte[] priorities) {
    static final int VERSION = 1;

    private static final String WHAT = "device weights";
    private static final int HEADER_BYTES = 256;

    byte[] toBytes() throws IOException {
        byte[] model = snapshot.toBytes();
        var out = new DataOutputSerializer(HEADER_BYTES + model.length);
        out.writeInt(VERSION);
        out.writeInt(subtask);
        out.writeInt(parallelism);
        out.writeUTF(deviceId);
        out.writeUTF(predictorSettings);
        StateFormat.writeBytes(model, out);
        StateFormat.writeBytes(priorities, out);
        return out.getCopyOfBuffer();
    }

    /**
     * Reads what {@link #toBytes} gave.
     *
     * @throws IOException when the version is unknown or the bytes are cut short
     */
    static DeviceWeights fromBytes(byte[] bytes) throws IOException {
        var in = new DataInputDeserializer(bytes);
        StateFormat.requireVersion(WHAT, VERSION, in);
        var weights =
                new DeviceWeights(
                        in.readInt(),
                        in.readInt(),
                        in.readUTF(),
                        in.readUTF(),
                        FrozenObject.of(StateFormat.readBytes(in)),
                        StateFormat.readBytes(in));
        StateFormat.requireEnd(WHAT, in);
        return weights;
    }
}
