package io.forebay.predictor;

import java.util.List;
import java.util.Objects;

/**
 * What is learned slowly, shared by the functions of one device: the weights of the recurrent
 * network and of the mixers. Functions are made from it and train it while they observe. One thread
 * for a device and its functions.
 */
public final class DeviceModel {
    private final PredictorSettings settings;
    private final Ablation ablation;

    /** Of the last copy: the next one has about the same size. */
    private int deviceWords;

    private int functionWords;
    private final RequestEngine engine;
    private final BurstWeights burstWeights = new BurstWeights();
    private long trainedRequests;

    private DeviceModel(PredictorSettings settings, Ablation ablation) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.ablation = Objects.requireNonNull(ablation, "ablation");
        engine = new RequestEngine(settings, ablation);
    }

    /** A model that has learned nothing yet. */
    public static DeviceModel create(PredictorSettings settings) {
        return new DeviceModel(settings, Ablation.NONE);
    }

    /** A model with a part left out, for reports; it has no snapshots and no average. */
    public static DeviceModel create(PredictorSettings settings, Ablation ablation) {
        return new DeviceModel(settings, ablation);
    }

    /**
     * The weighted average of models trained apart, as after a change of parallelism; weights are
     * the requests trained on. The result counts the requests of all.
     *
     * @throws IllegalArgumentException when there is no model or one has other settings
     * @throws IllegalStateException when one has a part left out
     */
    public static DeviceModel average(PredictorSettings settings, List<DeviceModel> models) {
        if (models.isEmpty()) {
            throw new IllegalArgumentException("nothing to average: models=0");
        }
        long total = 0;
        for (DeviceModel model : models) {
            if (!model.settings.equals(settings)) {
                throw new IllegalArgumentException(
                        "cannot average models of other settings: model="
                                + model.settings
                                + ", expected="
                                + settings);
            }
            model.requireWhole();
            total += model.trainedRequests;
        }
        var engines = new RequestEngine[models.size()];
        var bursts = new BurstWeights[engines.length];
        var shares = new double[engines.length];
        for (int i = 0; i < engines.length; i++) {
            engines[i] = models.get(i).engine;
            bursts[i] = models.get(i).burstWeights;
            shares[i] =
                    total == 0
                            ? 1.0 / engines.length
                            : (double) models.get(i).trainedRequests / total;
        }
        var average = create(settings);
        average.engine.average(engines, shares);
        average.burstWeights.average(bursts, shares);
        average.trainedRequests = total;
        return average;
    }

    /**
     * Restores a snapshot bit for bit.
     *
     * @throws IllegalArgumentException when the format version is unknown, the settings do not
     *     match, or the snapshot is cut short or corrupt
     */
    public static DeviceModel fromBytes(PredictorSettings settings, byte[] snapshot) {
        var in = new SnapshotReader(snapshot);
        Snapshots.readHeader(in, Snapshots.DEVICE_MAGIC, settings);
        var model = create(settings);
        model.trainedRequests = in.getLong();
        model.engine.read(in);
        model.burstWeights.read(in);
        in.requireEnd();
        return model;
    }

    /**
     * A snapshot of the weights.
     *
     * @throws IllegalStateException when a part is left out
     */
    public byte[] toBytes() {
        return freeze().toBytes();
    }

    /**
     * A copy of the weights that can become a snapshot later.
     *
     * @throws IllegalStateException when a part is left out
     */
    public FrozenModel freeze() {
        requireWhole();
        var out = new SnapshotWriter(deviceWords);
        Snapshots.writeHeader(out, Snapshots.DEVICE_MAGIC, settings);
        out.putLong(trainedRequests);
        engine.write(out);
        burstWeights.write(out);
        deviceWords = out.size();
        return new FrozenModel(out);
    }

    /** For a copy of one of its functions, which have about the same size. */
    SnapshotWriter newFunctionWriter() {
        return new SnapshotWriter(functionWords);
    }

    void functionWritten(SnapshotWriter out) {
        functionWords = out.size();
    }

    void requireWhole() {
        if (ablation != Ablation.NONE) {
            throw new IllegalStateException("a model for reports only: ablation=" + ablation);
        }
    }

    public PredictorSettings settings() {
        return settings;
    }

    /** Requests these weights were trained on. */
    public long trainedRequests() {
        return trainedRequests;
    }

    /** A function that has seen nothing yet. */
    public FunctionModel newFunction() {
        return new FunctionModel(this);
    }

    /**
     * Restores a function's snapshot bit for bit onto this device.
     *
     * @throws IllegalArgumentException when the format version is unknown, the settings do not
     *     match, or the snapshot is cut short or corrupt
     */
    public FunctionModel functionFromBytes(byte[] snapshot) {
        var in = new SnapshotReader(snapshot);
        Snapshots.readHeader(in, Snapshots.FUNCTION_MAGIC, settings);
        var function = new FunctionModel(this);
        function.read(in);
        in.requireEnd();
        return function;
    }

    RequestEngine engine() {
        return engine;
    }

    /** What the burst models of the device's functions share; trained with every request. */
    public BurstWeights burstWeights() {
        return burstWeights;
    }

    void countRequest() {
        trainedRequests++;
    }
}
