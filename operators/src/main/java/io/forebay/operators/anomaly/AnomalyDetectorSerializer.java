package io.forebay.operators.anomaly;

import io.forebay.operators.state.StateCodec;
import io.forebay.operators.state.StateFormat;
import io.forebay.shaping.anomaly.AnomalyDetector;
import io.forebay.shaping.anomaly.AnomalySettings;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** {@link AnomalyDetector} as versioned bytes. Task thread only. */
final class AnomalyDetectorSerializer implements StateCodec<AnomalyDetector> {
    static final int VERSION = 1;

    private static final String WHAT = "anomaly state";
    private static final int INITIAL_BYTES = 1 << 12;

    private final AnomalySettings settings;
    private final DataOutputSerializer out = new DataOutputSerializer(INITIAL_BYTES);

    AnomalyDetectorSerializer(AnomalySettings settings) {
        this.settings = settings;
    }

    @Override
    public AnomalyDetector create(String functionId) {
        return new AnomalyDetector(settings);
    }

    @Override
    public byte[] write(AnomalyDetector detector) throws IOException {
        out.clear();
        out.writeInt(VERSION);
        StateFormat.writeBytes(detector.toBytes(), out);
        return out.getCopyOfBuffer();
    }

    @Override
    public AnomalyDetector read(String functionId, byte[] bytes) throws IOException {
        var in = new DataInputDeserializer(bytes);
        StateFormat.requireVersion(WHAT, VERSION, in);
        byte[] detector = StateFormat.readBytes(in);
        StateFormat.requireEnd(WHAT, in);
        return AnomalyDetector.fromBytes(settings, detector);
    }
}
