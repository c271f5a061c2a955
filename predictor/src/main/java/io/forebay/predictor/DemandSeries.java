package io.forebay.predictor;

/**
 * Forecasts of one quantity, window by window: a function's count or its bytes. Mixes what the
 * {@link ValueTree} expects with last value, averages of three half-lives and a constant, each with
 * its usual error. One thread.
 */
final class DemandSeries {
    private static final float[] RATES = {0.3f, 1f / 12, 1f / 48};

    /** What a demand counts as at most: sums of it stay exact enough. */
    private static final double MOST = 1e18;

    /** Up and down within these the mean follows the last window. */
    private static final double MOST_KEPT = 0.95;

    private static final double SLOWEST_RATE = 1.0 / 64;

    private final float[] averages = new float[RATES.length];
    private float last;
    private float beforeLast;
    private int windows;
    private double mean;
    private double variance;
    private double covariance;
    private final ValueTree tree;
    private final QuantileMix mix = new QuantileMix();

    /** The decisions on the last window's class cost this, in bits. */
    private double lastBits;

    DemandSeries(WindowNetwork network) {
        tree = new ValueTree(network);
    }

    /** Scores and learns the window that ended; the network must not have advanced yet. */
    void learn(double demand, int silenceClass) {
        double value = Math.max(0, Math.min(MOST, demand));
        prepare(silenceClass);
        lastBits = tree.learn(value);
        if (windows > 0) {
            mix.learn((float) value);
        }
        windows = Math.min(1 << 30, windows + 1);
        for (int i = 0; i < RATES.length; i++) {
            averages[i] += ((float) value - averages[i]) * Math.max(1f / windows, RATES[i]);
        }
        learnMean(value);
        beforeLast = last;
        last = (float) value;
    }

    /** First-order autoregression around a running mean. */
    private void learnMean(double value) {
        double rate = Math.max(1.0 / windows, SLOWEST_RATE);
        double before = last - mean;
        double departure = value - mean;
        variance += (departure * departure - variance) * rate;
        covariance += (departure * before - covariance) * rate;
        mean += departure * rate;
    }

    double expected() {
        double kept = variance > 0 ? covariance / variance : 0;
        double bounded = Math.max(0, Math.min(MOST_KEPT, kept));
        return Math.max(0, mean + bounded * (last - mean));
    }

    double last() {
        return last;
    }

    double lastBits() {
        return lastBits;
    }

    /** Forecasts the next window; returns the probability that nothing comes. */
    double forecast(int silenceClass, double[] quantiles) {
        prepare(silenceClass);
        double zero = tree.zeroProbability();
        for (int level = 0; level < quantiles.length; level++) {
            mix.ownQuantiles[level] = (float) tree.quantile(DemandEstimate.level(level), zero);
        }
        mix.points[1] = last;
        System.arraycopy(averages, 0, mix.points, 2, RATES.length);
        // The last expert's point stays 0: its quantiles are those of all windows.
        mix.forecast(last > 0 ? 0 : 1, zero, quantiles);
        return zero;
    }

    private void prepare(int silenceClass) {
        int lastOctave = octave(last);
        int trend = Integer.signum(lastOctave - octave(beforeLast)) + 1;
        int beforeThat = last > 0 ? octave(beforeLast) : 64 + silenceClass;
        set(0, 1, ValueTree.ABSOLUTE);
        set(1, 2, ValueTree.ABSOLUTE);
        set(2, Hashing.mix(3, lastOctave << 8 | beforeThat), ValueTree.ABSOLUTE);
        set(3, Hashing.mix(4, silenceClass << 2 | trend), ValueClasses.of(last + 0.5));
        set(4, Hashing.mix(5, Math.min(3, silenceClass)), ValueClasses.of(averages[0] + 0.5));
    }

    private void set(int context, int row, int reference) {
        tree.rows[context] = row;
        tree.references[context] = reference;
    }

    private static int octave(float value) {
        return value < 1 ? 0 : 64 - Long.numberOfLeadingZeros((long) value);
    }

    void write(SnapshotWriter out) {
        out.putFloats(averages);
        out.putInt(Float.floatToRawIntBits(last));
        out.putInt(Float.floatToRawIntBits(beforeLast));
        out.putInt(windows);
        out.putDouble(mean);
        out.putDouble(variance);
        out.putDouble(covariance);
        tree.write(out);
        mix.write(out);
    }

    void read(SnapshotReader in) {
        in.getFloats(averages);
        last = Float.intBitsToFloat(in.getInt());
        beforeLast = Float.intBitsToFloat(in.getInt());
        windows = in.getInt();
        mean = in.getDouble();
        variance = in.getDouble();
        covariance = in.getDouble();
        tree.read(in);
        mix.read(in);
    }
}
