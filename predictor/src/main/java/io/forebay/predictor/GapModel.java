package io.forebay.predictor;

import java.util.Arrays;

/**
 * The time to a function's next request: histograms of gap classes under the last gaps and the last
 * request's kind, mixed by {@link ClassCounts}.
 *
 * <p>The quantiles of that distribution are mixed with last gap and averages, each with its usual
 * error. A request costs a few counts; the distribution is computed when it is asked for, and on
 * every fourth request to learn how the mixture does. State below 12 KiB. Allocates nothing. One
 * thread.
 */
public final class GapModel {
    private static final int CLASSES = GapEstimate.CLASSES;
    private static final int SINGLE_ROWS = CLASSES;
    private static final int PAIR_ROWS = 256;
    private static final int FIRST_SINGLE = 1;
    private static final int FIRST_PAIR = FIRST_SINGLE + SINGLE_ROWS;
    private static final int ROWS = FIRST_PAIR + PAIR_ROWS;

    /** Mean gap of a class, and of all, follow at least this fast. */
    private static final float MEAN_RATE = 1f / 64;

    /** The mixture learns from all of the first gaps, then from one in four. */
    private static final int ALL_LEARNED = 256;

    private static final int SAMPLED = 4;
    private static final float[] RATES = {0.3f, 1f / 16, 1f / 64};

    private final ClassCounts counts = new ClassCounts(ROWS, CLASSES);
    private final float[] means = new float[CLASSES];
    private final float[] averages = new float[RATES.length];
    private final QuantileMix mix = new QuantileMix();
    private final GapEstimate expectation = new GapEstimate();
    private float last;
    private int gaps;
    private boolean awaits;
    private int previous;
    private int beforePrevious;
    private int kind;
    private boolean started;

    /** A model that has seen nothing. */
    public GapModel() {
        for (int c = 0; c < CLASSES; c++) {
            means[c] = (float) (c == 0 ? 0 : 0.75 * end(c));
        }
    }

    /**
     * Takes in a request.
     *
     * @param gapMicros since the function's request before it; of the first one it does not matter
     * @param operationCode as {@link RequestSymbols} codes it
     * @param sizeClass as {@link RequestSymbols} classes it
     */
    void add(long gapMicros, int operationCode, int sizeClass) {
        if (started) {
            learn(gapMicros);
        }
        started = true;
        kind = operationCode << 4 | sizeClass;
        awaits = gaps < ALL_LEARNED || gaps % SAMPLED == 0;
        if (awaits) {
            forecast(expectation);
        }
    }

    private void learn(long gapMicros) {
        float value = (float) Math.max(0, gapMicros);
        if (awaits) {
            mix.learn(value);
        }
        int gap = RequestSymbols.gapClass(gapMicros);
        counts.add(0, gap);
        counts.add(FIRST_SINGLE + previous, gap);
        counts.add(pairRow(), gap);
        means[gap] += (value - means[gap]) * MEAN_RATE;
        gaps = Math.min(1 << 30, gaps + 1);
        for (int i = 0; i < RATES.length; i++) {
            averages[i] += (value - averages[i]) * Math.max(1f / gaps, RATES[i]);
        }
        last = value;
        beforePrevious = previous;
        previous = gap;
    }

    private int pairRow() {
        int hash = Hashing.mix(previous << 16 | beforePrevious << 8, kind);
        return FIRST_PAIR + (hash >>> 24);
    }

    /** Forecasts the gap to the next request. */
    public void forecast(GapEstimate out) {
        double[] p = out.probabilities;
        Arrays.fill(p, 1.0 / CLASSES);
        counts.blend(0, p);
        counts.blend(FIRST_SINGLE + previous, p);
        counts.blend(pairRow(), p);
        int highest = counts.highest(0);
        double mean = 0;
        double seen = 0;
        for (int c = 0; c <= highest; c++) {
            mean += p[c] * means[c];
            seen += p[c];
        }
        out.expectedMicros = mean / seen;
        for (int level = 0; level < DemandEstimate.LEVELS; level++) {
            mix.ownQuantiles[level] = (float) quantile(p, DemandEstimate.level(level), highest);
        }
        mix.points[1] = last;
        System.arraycopy(averages, 0, mix.points, 2, RATES.length);
        mix.forecast(last > averages[1] ? 1 : 0, p[0], out.quantileMicros);
    }

    /** Above the highest class seen lies nothing but what the model allows the unknown. */
    private double quantile(double[] p, double level, int last) {
        double below = 0;
        for (int c = 0; c < last; c++) {
            if (below + p[c] >= level) {
                return within(c, (level - below) / p[c]);
            }
            below += p[c];
        }
        return within(last, Math.max(0, Math.min(1, (level - below) / p[last])));
    }

    /** Half of a class's gaps lie below its mean. */
    private double within(int gapClass, double share) {
        if (gapClass == 0) {
            return 0;
        }
        double end = end(gapClass);
        double lowest = end / 2;
        double mean = Math.max(lowest, means[gapClass]);
        if (mean >= end) {
            return mean;
        }
        return share < 0.5
                ? lowest + (mean - lowest) * 2 * share
                : mean + (end - mean) * (2 * share - 1);
    }

    /** Least gap above a class. */
    private static double end(int gapClass) {
        return (double) (1L << gapClass);
    }

    void write(SnapshotWriter out) {
        counts.write(out);
        out.putFloats(means);
        out.putFloats(averages);
        mix.write(out);
        out.putInt(Float.floatToRawIntBits(last));
        out.putInt(gaps);
        out.putBoolean(awaits);
        out.putInt(previous);
        out.putInt(beforePrevious);
        out.putInt(kind);
        out.putBoolean(started);
    }

    void read(SnapshotReader in) {
        counts.read(in);
        in.getFloats(means);
        in.getFloats(averages);
        mix.read(in);
        last = Float.intBitsToFloat(in.getInt());
        gaps = in.getInt();
        awaits = in.getBoolean();
        previous = Snapshots.requireRange("gap class", in.getInt(), 0, CLASSES - 1);
        beforePrevious = Snapshots.requireRange("gap class", in.getInt(), 0, CLASSES - 1);
        kind = in.getInt();
        started = in.getBoolean();
    }
}
