package io.forebay.operators.buffer;

import io.forebay.operators.OperatorSettings;
import io.forebay.operators.policy.PolicyTable;
import io.forebay.operators.state.FrozenObject;
import io.forebay.operators.state.StateCodec;
import io.forebay.predictor.DeviceModel;
import io.forebay.schemas.Functions;
import io.forebay.shaping.alert.OperationMemory;
import io.forebay.shaping.alert.VisitedRegions;
import io.forebay.shaping.prefetch.PrefetchPolicy;
import java.io.IOException;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * {@link FunctionShaper} as a {@link FunctionSnapshot} and back. A predictor made with other
 * settings cannot go on: the function then starts a new one, trained on the history in its circular
 * buffer; a prefetch policy made with other settings starts anew. Task thread only.
 */
final class FunctionShaperSerializer implements StateCodec<FunctionShaper> {
    private static final int INITIAL_BYTES = 1 << 16;

    private final OperatorSettings settings;
    private final PolicyTable policies;
    private final DeviceModels devices;
    private final Predictors predictors;
    private final String prefetchSettings;
    private final DataOutputSerializer out = new DataOutputSerializer(INITIAL_BYTES);

    /**
     * Makes shapers on the weights of their devices.
     *
     * @param policies what each function is to keep to
     * @param devices what the functions of a device share
     */
    FunctionShaperSerializer(PolicyTable policies, DeviceModels devices) {
        this.policies = policies;
        settings = policies.configured();
        this.devices = devices;
        predictors = new Predictors(settings);
        prefetchSettings = settings.prefetch().toString();
    }

    /** Functions whose model was trained anew from their history, since settings had changed. */
    long retrained() {
        return predictors.retrained();
    }

    @Override
    public FunctionShaper create(String functionId) {
        return create(functionId, 0);
    }

    @Override
    public long counterOf(FunctionShaper shaper) {
        return shaper.nextCommandSequence();
    }

    @Override
    public FunctionShaper create(String functionId, long nextCommandSequence) {
        DeviceModel device = deviceOf(functionId);
        OperatorSettings own = policies.of(functionId);
        return new FunctionShaper(
                own,
                device,
                devices.priorities(Functions.deviceOf(functionId)),
                predictors.create(device),
                new PrefetchPolicy(own.prefetch()),
                new HistoryRing(settings.historyLength()),
                new DemandWindows(settings.silentWindows()),
                new VisitedRegions(),
                new OperationMemory(),
                nextCommandSequence);
    }

    @Override
    public byte[] write(FunctionShaper shaper) throws IOException {
        return freeze(shaper).toBytes();
    }

    @Override
    public FrozenObject freeze(FunctionShaper shaper) throws IOException {
        return new FunctionSnapshot(
                        shaper.nextCommandSequence(),
                        settings.window().windowMillis(),
                        shaper.windows(),
                        shaper.history(),
                        shaper.regions(),
                        shaper.operations(),
                        predictors.form(),
                        shaper.predictor().freeze(),
                        prefetchSettings,
                        shaper.prefetch().toBytes())
                .freeze(out);
    }

    @Override
    public FunctionShaper read(String functionId, byte[] bytes) throws IOException {
        FunctionSnapshot snapshot = FunctionSnapshot.read(settings, bytes);
        DeviceModel device = deviceOf(functionId);
        boolean samePredictor = snapshot.predictorSettings().equals(predictors.form());
        boolean samePolicy = snapshot.prefetchSettings().equals(prefetchSettings);
        OperatorSettings own = policies.of(functionId);
        return new FunctionShaper(
                own,
                device,
                devices.priorities(Functions.deviceOf(functionId)),
                samePredictor
                        ? predictors.fromBytes(device, snapshot.model().toBytes())
                        : predictors.replace(device, functionId, snapshot.history()),
                samePolicy
                        ? PrefetchPolicy.fromBytes(own.prefetch(), snapshot.prefetch())
                        : new PrefetchPolicy(own.prefetch()),
                snapshot.history(),
                snapshot.windows(),
                snapshot.regions(),
                snapshot.operations(),
                snapshot.nextCommandSequence());
    }

    private DeviceModel deviceOf(String functionId) {
        return devices.get(Functions.deviceOf(functionId));
    }
}
