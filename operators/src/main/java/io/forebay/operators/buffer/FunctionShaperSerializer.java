package io.forebay.operators.buffer;

import io.forebay.operators.OperatorSettings;
import io.forebay.operators.state.StateCodec;
import io.forebay.operators.state.StateFormat;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.schemas.Functions;
import io.forebay.shaping.prefetch.PrefetchPolicy;
import java.io.IOException;
import java.util.function.Function;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * {@link FunctionShaper} as versioned bytes. A model made with other predictor settings cannot go
 * on: the function then starts a new one, trained on the history in its circular buffer. Task thread
 * only.
 */
final class FunctionShaperSerializer implements StateCodec<FunctionShaper> {
    static final int VERSION = 1;

    private static final String WHAT = "function state";
    private static final int INITIAL_BYTES = 1 << 16;

    private final OperatorSettings settings;
    private final Function<String, DeviceModel> deviceModels;
    private final String predictorSettings;
    private final String prefetchSettings;
    private final DataOutputSerializer out = new DataOutputSerializer(INITIAL_BYTES);
    private long retrained;

    /**
     * Makes shapers on the weights of their devices.
     *
     * @param deviceModels gives the model of a device id, always the same
     */
    FunctionShaperSerializer(
            OperatorSettings settings, Function<String, DeviceModel> deviceModels) {
        this.settings = settings;
        this.deviceModels = deviceModels;
        predictorSettings = settings.predictor().toString();
        prefetchSettings = settings.prefetch().toString();
    }

    /** Functions whose model was trained anew from their history, since settings had changed. */
    long retrained() {
        return retrained;
    }

    @Override
    public FunctionShaper create(String functionId) {
        DeviceModel device = deviceOf(functionId);
        return new FunctionShaper(
                device,
                device.newFunction(),
                new PrefetchPolicy(settings.prefetch()),
                new HistoryRing(settings.historyLength()),
                new DemandWindows(settings.silentWindows()),
                0);
    }

    @Override
    public byte[] write(FunctionShaper shaper) throws IOException {
        out.clear();
        out.writeInt(VERSION);
        out.writeLong(shaper.nextCommandSequence());
        shaper.windows().write(out);
        shaper.history().write(out);
        out.writeUTF(predictorSettings);
        StateFormat.writeBytes(shaper.model().toBytes(), out);
        out.writeUTF(prefetchSettings);
        StateFormat.writeBytes(shaper.prefetch().toBytes(), out);
        return out.getCopyOfBuffer();
    }

    @Override
    public FunctionShaper read(String functionId, byte[] bytes) throws IOException {
        var in = new DataInputDeserializer(bytes);
        StateFormat.requireVersion(WHAT, VERSION, in);
        long nextCommandSequence = in.readLong();
        DemandWindows windows = DemandWindows.read(settings.silentWindows(), in);
        HistoryRing history = HistoryRing.read(settings.historyLength(), in);
        boolean sameModel = in.readUTF().equals(predictorSettings);
        byte[] modelBytes = StateFormat.readBytes(in);
        boolean samePolicy = in.readUTF().equals(prefetchSettings);
        byte[] policyBytes = StateFormat.readBytes(in);
        StateFormat.requireEnd(WHAT, in);
        DeviceModel device = deviceOf(functionId);
        return new FunctionShaper(
                device,
                sameModel
                        ? device.functionFromBytes(modelBytes)
                        : retrain(device, functionId, history),
                samePolicy
                        ? PrefetchPolicy.fromBytes(settings.prefetch(), policyBytes)
                        : new PrefetchPolicy(settings.prefetch()),
                history,
                windows,
                nextCommandSequence);
    }

    private FunctionModel retrain(DeviceModel device, String functionId, HistoryRing history) {
        FunctionModel model = device.newFunction();
        var score = new PredictionScore();
        history.forEach(functionId, element -> model.observe(element, score));
        retrained++;
        return model;
    }

    private DeviceModel deviceOf(String functionId) {
        return deviceModels.apply(Functions.deviceOf(functionId));
    }
}
