package io.forebay.operators.anomaly;

import io.forebay.operators.state.StateCodec;
import io.forebay.operators.state.StateFormat;
import io.forebay.shaping.alert.FunctionWatch;
import io.forebay.shaping.anomaly.AnomalySettings;
import java.io.IOException;
import java.util.function.Function;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** {@link WatchedFunction} as versioned bytes. Task thread only. */
final class WatchedFunctionSerializer implements StateCodec<WatchedFunction> {
    static final int VERSION = 1;

    private static final String WHAT = "anomaly state";
    private static final int INITIAL_BYTES = 1 << 12;

    private final Function<String, AnomalySettings> settings;
    private final DataOutputSerializer out = new DataOutputSerializer(INITIAL_BYTES);

    /**
     * Makes watches.
     *
     * @param settings by function id
     */
    WatchedFunctionSerializer(Function<String, AnomalySettings> settings) {
        this.settings = settings;
    }

    @Override
    public WatchedFunction create(String functionId) {
        return new WatchedFunction(new FunctionWatch(settings.apply(functionId)));
    }

    @Override
    public long counterOf(WatchedFunction function) {
        return function.watch.incidents();
    }

    @Override
    public WatchedFunction create(String functionId, long firstIncident) {
        return new WatchedFunction(new FunctionWatch(settings.apply(functionId), firstIncident));
    }

    @Override
    public byte[] write(WatchedFunction function) throws IOException {
        out.clear();
        out.writeInt(VERSION);
        out.writeLong(function.timerMillis);
        StateFormat.writeBytes(function.watch.toBytes(), out);
        return out.getCopyOfBuffer();
    }

    @Override
    public WatchedFunction read(String functionId, byte[] bytes) throws IOException {
        var in = new DataInputDeserializer(bytes);
        StateFormat.requireVersion(WHAT, VERSION, in);
        long timerMillis = in.readLong();
        byte[] watch = StateFormat.readBytes(in);
        StateFormat.requireEnd(WHAT, in);
        var function =
                new WatchedFunction(FunctionWatch.fromBytes(settings.apply(functionId), watch));
        function.timerMillis = timerMillis;
        return function;
    }
}
