package io.forebay.operators.anomaly;

import io.forebay.operators.state.StateCodec;
import io.forebay.operators.state.StateFormat;
import io.forebay.shaping.anomaly.AnomalyDetector;
import io.forebay.shaping.anomaly.AnomalySettings;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * {@link FunctionWatch} as versioned bytes. A function keeps the warm-up its detector was made
 * with, since its memory has that length; the other settings are the job's. Task thread only.
 */
final class FunctionWatchSerializer implements StateCodec<FunctionWatch> {
    static final int VERSION = 1;

    private static final String WHAT = "anomaly state";
    private static final int INITIAL_BYTES = 1 << 12;

    private final AnomalySettings settings;
    private final DataOutputSerializer out = new DataOutputSerializer(INITIAL_BYTES);

    FunctionWatchSerializer(AnomalySettings settings) {
        this.settings = settings;
    }

    @Override
    public FunctionWatch create(String functionId) {
        return new FunctionWatch(settings.warmUpWindows(), new AnomalyDetector(settings));
    }

    @Override
    public byte[] write(FunctionWatch watch) throws IOException {
        out.clear();
        out.writeInt(VERSION);
        out.writeInt(watch.warmUpWindows());
        StateFormat.writeBytes(watch.detector().toBytes(), out);
        return out.getCopyOfBuffer();
    }

    @Override
    public FunctionWatch read(String functionId, byte[] bytes) throws IOException {
        var in = new DataInputDeserializer(bytes);
        StateFormat.requireVersion(WHAT, VERSION, in);
        int warmUpWindows = in.readInt();
        byte[] detector = StateFormat.readBytes(in);
        StateFormat.requireEnd(WHAT, in);
        var madeWith =
                new AnomalySettings(
                        warmUpWindows,
                        settings.alertBits(),
                        settings.clearBits(),
                        settings.clearWindows());
        return new FunctionWatch(warmUpWindows, AnomalyDetector.fromBytes(madeWith, detector));
    }
}
