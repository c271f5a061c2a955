package io.forebay.operators.buffer;

import io.forebay.operators.OperatorSettings;
import io.forebay.operators.state.FrozenObject;
import io.forebay.operators.state.StateFormat;
import io.forebay.shaping.alert.OperationMemory;
import io.forebay.shaping.alert.VisitedRegions;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * A function's state as it lies in keyed state. The model's and the policy's own bytes stand in it
 * beside the settings they were made with. Windows of another length are dropped when it is read:
 * their numbers mean other times.
 *
 * @param nextCommandSequence number of the function's next command
 * @param windowMillis length of the demand windows
 * @param windows open demand windows
 * @param history circular buffer
 * @param regions where the function has been lately
 * @param operations what it read and wrote there
 */
// Nothing compares two of them.
@SuppressWarnings("ArrayRecordComponent")
record FunctionSnapshot(
        long nextCommandSequence,
        long windowMillis,
        DemandWindows windows,
        HistoryRing history,
        VisitedRegions regions,
        OperationMemory operations,
        String predictorSettings,
        FrozenObject model,
        String prefetchSettings,
        byte[] prefetch) {
    static final int VERSION = 1;

    private static final String WHAT = "function state";

    /** All but the model becomes bytes at once, by way of a buffer. */
    FrozenObject freeze(DataOutputSerializer out) throws IOException {
        out.clear();
        out.writeInt(VERSION);
        out.writeLong(nextCommandSequence);
        out.writeLong(windowMillis);
        windows.write(out);
        history.write(out);
        regions.write(out);
        operations.write(out);
        out.writeUTF(predictorSettings);
        int frontBytes = out.length();
        out.writeUTF(prefetchSettings);
        StateFormat.writeBytes(prefetch, out);
        return new Frozen(out.getCopyOfBuffer(), frontBytes, model);
    }

    /**
     * A snapshot whose model is still to become bytes.
     *
     * @param rest what stands before and after the model
     * @param frontBytes what of that stands before it
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Frozen(byte[] rest, int frontBytes, FrozenObject model) implements FrozenObject {
        @Override
        public long heapBytes() {
            return rest.length + model.heapBytes();
        }

        @Override
        public byte[] toBytes() throws IOException {
            byte[] modelBytes = model.toBytes();
            return ByteBuffer.allocate(rest.length + Integer.BYTES + modelBytes.length)
                    .put(rest, 0, frontBytes)
                    .putInt(modelBytes.length)
                    .put(modelBytes)
                    .put(rest, frontBytes, rest.length - frontBytes)
                    .array();
        }
    }

    /**
     * Reads what {@link #freeze} gave.
     *
     * @throws IOException when the version is unknown or the bytes are cut short
     */
    static FunctionSnapshot read(OperatorSettings settings, byte[] bytes) throws IOException {
        var in = new DataInputDeserializer(bytes);
        StateFormat.requireVersion(WHAT, VERSION, in);
        long nextCommandSequence = in.readLong();
        long windowMillis = settings.window().windowMillis();
        boolean sameWindows = in.readLong() == windowMillis;
        DemandWindows windows = DemandWindows.read(settings.silentWindows(), in);
        var snapshot =
                new FunctionSnapshot(
                        nextCommandSequence,
                        windowMillis,
                        sameWindows ? windows : new DemandWindows(settings.silentWindows()),
                        HistoryRing.read(settings.historyLength(), in),
                        VisitedRegions.read(in),
                        OperationMemory.read(in),
                        in.readUTF(),
                        FrozenObject.of(StateFormat.readBytes(in)),
                        in.readUTF(),
                        StateFormat.readBytes(in));
        StateFormat.requireEnd(WHAT, in);
        return snapshot;
    }
}
