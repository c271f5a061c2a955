package io.forebay.operators.buffer;

import io.forebay.operators.OperatorSettings;
import io.forebay.operators.state.StateCodec;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.schemas.Functions;
import io.forebay.shaping.prefetch.PrefetchPolicy;
import java.io.IOException;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * {@link FunctionShaper} as a {@link FunctionSnapshot} and back. A model made with other predictor
 * settings cannot go on: the function then starts a new one, trained on the history in its circular
 * buffer; a prefetch policy made with other settings starts anew. Task thread only.
 */
final class FunctionShaperSerializer implements StateCodec<FunctionShaper> {
    private static final int INITIAL_BYTES = 1 << 16;

    private final OperatorSettings settings;
    private final DeviceModels devices;
    private final String predictorSettings;
    private final String prefetchSettings;
    private final DataOutputSerializer out = new DataOutputSerializer(INITIAL_BYTES);
    private long retrained;

    /**
     * Makes shapers on the weights of their devices.
     *
     * @param devices what the functions of a device share
     */
    FunctionShaperSerializer(OperatorSettings settings, DeviceModels devices) {
        this.settings = settings;
        this.devices = devices;
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
                devices.priorities(Functions.deviceOf(functionId)),
                device.newFunction(),
                new PrefetchPolicy(settings.prefetch()),
                new HistoryRing(settings.historyLength()),
                new DemandWindows(settings.silentWindows()),
                0);
    }

    @Override
    public byte[] write(FunctionShaper shaper) throws IOException {
        out.clear();
        new FunctionSnapshot(
                        shaper.nextCommandSequence(),
                        settings.window().windowMillis(),
                        shaper.windows(),
                        shaper.history(),
                        predictorSettings,
                        shaper.model().toBytes(),
                        prefetchSettings,
                        shaper.prefetch().toBytes())
                .write(out);
        return out.getCopyOfBuffer();
    }

    @Override
    public FunctionShaper read(String functionId, byte[] bytes) throws IOException {
        FunctionSnapshot snapshot = FunctionSnapshot.read(settings, bytes);
        DeviceModel device = deviceOf(functionId);
        boolean sameModel = snapshot.predictorSettings().equals(predictorSettings);
        boolean samePolicy = snapshot.prefetchSettings().equals(prefetchSettings);
        return new FunctionShaper(
                device,
                devices.priorities(Functions.deviceOf(functionId)),
                sameModel
                        ? device.functionFromBytes(snapshot.model())
                        : retrain(device, functionId, snapshot.history()),
                samePolicy
                        ? PrefetchPolicy.fromBytes(settings.prefetch(), snapshot.prefetch())
                        : new PrefetchPolicy(settings.prefetch()),
                snapshot.history(),
                snapshot.windows(),
                snapshot.nextCommandSequence());
    }

    private FunctionModel retrain(DeviceModel device, String functionId, HistoryRing history) {
        FunctionModel model = device.newFunction();
        var score = new PredictionScore();
        history.forEach(functionId, element -> model.observe(element, score));
        retrained++;
        return model;
    }

    private DeviceModel deviceOf(String functionId) {
        return devices.get(Functions.deviceOf(functionId));
    }
}
