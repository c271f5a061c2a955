package io.forebay.predictor;

/**
 * Demand of a function by window: count and bytes of the next one, as expectation and quantiles.
 *
 * <p>Strictly causal: closing a window scores the forecast that was made for it, learns, then
 * forecasts the next. State below 8 KiB. Allocates nothing. One thread.
 */
public final class DemandModel {
    private static final int MOST_SILENCE = 63;

    private final WindowNetwork network;
    private final DemandSeries count;
    private final DemandSeries bytes;
    private final float[] inputs = new float[WindowNetwork.INPUTS];
    private int silence;
    private long countSoFar;
    private double bytesSoFar;

    /** A model that has seen nothing. */
    public DemandModel() {
        this(Ablation.NONE);
    }

    /**
     * A model with a part left out, for reports.
     *
     * @param ablation none, without the network, or with a network that forgets before each window
     */
    public DemandModel(Ablation ablation) {
        network =
                switch (ablation) {
                    case NONE -> new WindowNetwork(false);
                    case RECURRENT_STATE_RESET -> new WindowNetwork(true);
                    case NO_RECURRENT_NETWORK -> null;
                    case NO_CONTEXT_MODELS ->
                            throw new IllegalArgumentException(
                                    "a demand model has no such part: ablation=" + ablation);
                };
        count = new DemandSeries(network);
        bytes = new DemandSeries(network);
    }

    /** Takes note of a request in the current window. */
    public void add(long lengthBytes) {
        countSoFar++;
        bytesSoFar += Math.max(0, lengthBytes);
    }

    /** Ends the window and forecasts the next. */
    public void closeWindow(DemandEstimate out) {
        int before = silenceClass();
        double lastBytes = bytes.last();
        count.learn((double) countSoFar, before);
        bytes.learn(bytesSoFar, before);
        out.observedCount = countSoFar;
        out.observedBytes = (long) bytesSoFar;
        out.countBits = count.lastBits();
        out.bytesBits = bytes.lastBits();
        silence = countSoFar > 0 ? 0 : Math.min(MOST_SILENCE, silence + 1);
        if (network != null) {
            network.learn();
            gatherInputs(lastBytes);
            network.advance(inputs);
        }
        int after = silenceClass();
        out.idleProbability = count.forecast(after, out.countQuantiles);
        bytes.forecast(after, out.bytesQuantiles);
        out.expectedCount = count.expected();
        out.expectedBytes = bytes.expected();
        out.bytesQuantile90 = out.bytesQuantiles[DemandEstimate.LEVEL_90];
        countSoFar = 0;
        bytesSoFar = 0;
    }

    /** Windows since the last request, by octaves: 0 to 6. */
    private int silenceClass() {
        return 32 - Integer.numberOfLeadingZeros(silence);
    }

    private void gatherInputs(double lastBytes) {
        int bytesClass = ValueClasses.of(bytesSoFar);
        inputs[0] = 1;
        inputs[1] = bytesClass / 64f;
        inputs[2] = ValueClasses.of((double) countSoFar) / 24f;
        inputs[3] = countSoFar > 0 ? 1 : 0;
        inputs[4] = Math.min(32, silence) / 8f;
        inputs[5] = (bytesClass - ValueClasses.of(lastBytes)) / 48f;
        inputs[6] = countSoFar > 0 ? ValueClasses.of(bytesSoFar / countSoFar) / 64f : 0;
    }

    void write(SnapshotWriter out) {
        out.putInt(silence);
        out.putLong(countSoFar);
        out.putDouble(bytesSoFar);
        count.write(out);
        bytes.write(out);
        network.write(out);
    }

    void read(SnapshotReader in) {
        silence = Snapshots.requireRange("silent windows", in.getInt(), 0, MOST_SILENCE);
        countSoFar = in.getLong();
        bytesSoFar = in.getDouble();
        count.read(in);
        bytes.read(in);
        network.read(in);
    }
}
