package io.forebay.shaping.anomaly;

import java.util.Arrays;

/**
 * How new the next value of a series is, in bits: the length of its code under tables of what the
 * series has shown so far. The first values fix the cells of the tables and are not judged.
 *
 * <p>In: one value at a time, of any scale. Out: bits; what is usual has few. Causal: {@link
 * #score}, then {@link #learn}. Bounded memory: at most some 50 KiB. Allocates only while warming
 * up and while its table grows. One thread.
 */
public final class NoveltyModel {
    /*
     * Four experts are asked and the most alarmed one counts. The fine one is the mean of eight
     * views of the present value, the slow one that of four views of the last 30 to 150 values, the
     * third knows how long the series stays in one cell, and the fourth judges the value by the
     * tails that windows of functions are judged by. Averaging views makes a value that is new
     * in all respects stand out against one that is rare in a single one; see docs/anomaly.md for
     * what each part brings.
     */
    private static final int[] LAGS = {
        1, 0, SeriesShape.SHORT, 1, 1, 0, SeriesShape.MIDDLE, 0, SeriesShape.LONG
    };
    private static final int FINE_VIEWS = 8;
    private static final int SLOW_VIEWS = 4;
    private static final double EXPERT_HANDICAP_BITS = 2;
    private static final double AGE_WEIGHT = 0.5;
    private static final double AGE_OFFSET_BITS = 6;

    /** Samples from which the series does not count as older. */
    static final double OLDEST_SAMPLES = 1 << 20;

    private static final double LARGEST_VALUE = 1e100;
    private static final double LEAST_SPREAD = 1e-9;
    private static final double QUARTILES_PER_RANGE = 10;
    private static final double LOG_2 = StrictMath.log(2);

    private final SeriesShape shape = new SeriesShape();
    private final QuantityCells[] cells = new QuantityCells[SeriesShape.QUANTITIES];
    private final CellCounts counts = new CellCounts(QuantityCells.GRIDS * SeriesShape.QUANTITIES);
    private final StayWatch stays = new StayWatch();
    private final SeriesTails tails = new SeriesTails();
    private double[] warmUp;
    private int warmUpCount;
    private long samples;
    private double least;
    private double greatest;
    private double value = Double.NaN;

    /**
     * @param warmUpSamples values that fix the cells, at least 2
     */
    public NoveltyModel(int warmUpSamples) {
        if (warmUpSamples < 2) {
            throw new IllegalArgumentException(
                    "warmUpSamples must be at least 2: warmUpSamples=" + warmUpSamples);
        }
        warmUp = new double[warmUpSamples];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = new QuantityCells(i, LAGS[i]);
        }
    }

    /** Whether values are judged. */
    public boolean isWarm() {
        return warmUp == null;
    }

    /** Values so far, capped where the series does not count as older. */
    public double age() {
        return Math.min((double) samples, OLDEST_SAMPLES);
    }

    /** Middle value of the warm-up. */
    public double median() {
        return shape.median();
    }

    /**
     * Scores the next value.
     *
     * @param next any; what is not finite is passed over
     * @return bits of the most alarmed expert; 0 while warming up and for what was passed over
     */
    public double score(double next) {
        if (!Double.isFinite(next)) {
            value = Double.NaN;
            return 0;
        }
        value = Math.max(-LARGEST_VALUE, Math.min(LARGEST_VALUE, next));
        if (!isWarm()) {
            return 0;
        }
        place();
        double tailBits = tails.bits(shape.quantity(SeriesShape.BENT_VALUE));
        double others = Math.max(Math.max(slow(), tailBits), stays.next(stayCell()));
        return Math.max(fine(tailBits), others - EXPERT_HANDICAP_BITS);
    }

    /** Bits less half a bit for each doubling of the series' age: a score for one threshold. */
    public double ageAdjusted(double bits) {
        return bits - AGE_WEIGHT * log2(Math.max(1, age())) + AGE_OFFSET_BITS;
    }

    /** Learns the value last scored. */
    public void learn() {
        if (Double.isNaN(value)) {
            return;
        }
        samples++;
        if (!isWarm()) {
            warmUp[warmUpCount++] = value;
            if (warmUpCount == warmUp.length) {
                start();
            }
            return;
        }
        count();
        tails.see(shape.quantity(SeriesShape.BENT_VALUE));
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
        value = Double.NaN;
    }

    private void place() {
        shape.next(value);
        for (int i = 0; i < cells.length; i++) {
            cells[i].place(shape.quantity(i));
        }
    }

    private void count() {
        for (QuantityCells quantity : cells) {
            quantity.count(counts);
        }
        counts.next();
    }

    /** Values often stay at an end of the range, which lies inside a cell of this grid. */
    private int stayCell() {
        return cells[SeriesShape.VALUE].cell(1);
    }

    private double fine(double tailBits) {
        double sum = 0;
        for (int grid = 0; grid < QuantityCells.GRIDS; grid++) {
            double single =
                    marginal(SeriesShape.VALUE, grid)
                            * conditional(SeriesShape.VALUE, grid)
                            * marginal(SeriesShape.STEP, grid)
                            * conditional(SeriesShape.ROUGHNESS, grid)
                            * marginal(SeriesShape.BENT_STEP, grid);
            double halves =
                    marginal(SeriesShape.RESIDUAL, grid)
                            * conditional(SeriesShape.RESIDUAL, grid)
                            * marginal(SeriesShape.BENT_VALUE, grid)
                            * conditional(SeriesShape.BENT_VALUE, grid);
            sum -= log2(single * Math.sqrt(halves));
        }
        boolean isRecord = value > greatest || value < least;
        return (sum / QuantityCells.GRIDS + (isRecord ? tailBits : 0)) / FINE_VIEWS;
    }

    private double slow() {
        double sum = 0;
        for (int grid = 0; grid < QuantityCells.GRIDS; grid++) {
            sum -=
                    log2(
                            marginal(SeriesShape.LEVEL, grid)
                                    * conditional(SeriesShape.LEVEL, grid)
                                    * marginal(SeriesShape.TREND, grid)
                                    * conditional(SeriesShape.LONG_ROUGHNESS, grid));
        }
        return sum / QuantityCells.GRIDS / SLOW_VIEWS;
    }

    private double leastSpread() {
        return LEAST_SPREAD * Math.max(1, Math.abs(greatest));
    }

    private double marginal(int quantity, int grid) {
        return cells[quantity].marginal(counts, grid);
    }

    private double conditional(int quantity, int grid) {
        return cells[quantity].conditional(counts, grid);
    }

    private static double log2(double x) {
        return StrictMath.log(x) / LOG_2;
    }

    /** Fixes the cells and counts the warm-up. */
    private void start() {
        double[] seen = warmUp;
        warmUp = null;
        value = Double.NaN;
        standardise(seen);
        var history = new double[cells.length][seen.length];
        for (int i = 0; i < seen.length; i++) {
            shape.next(seen[i]);
            for (int j = 0; j < cells.length; j++) {
                history[j][i] = shape.quantity(j);
            }
        }
        for (int j = 0; j < cells.length; j++) {
            cells[j].fix(
                    Arrays.stream(history[j]).min().getAsDouble(),
                    Arrays.stream(history[j]).max().getAsDouble());
        }
        for (int i = 0; i < seen.length; i++) {
            for (int j = 0; j < cells.length; j++) {
                cells[j].place(history[j][i]);
            }
            stays.next(stayCell());
            count();
            tails.see(history[SeriesShape.BENT_VALUE][i]);
        }
    }

    private void standardise(double[] seen) {
        double[] sorted = seen.clone();
        Arrays.sort(sorted);
        least = sorted[0];
        greatest = sorted[sorted.length - 1];
        var steps = new double[seen.length - 1];
        for (int i = 1; i < seen.length; i++) {
            steps[i - 1] = seen[i] - seen[i - 1];
        }
        Arrays.sort(steps);
        double valueSpread = quartiles(sorted);
        if (!(valueSpread > 0)) {
            double share = (greatest - least) / QUARTILES_PER_RANGE;
            valueSpread = share > 0 ? share : leastSpread();
        }
        double stepSpread = quartiles(steps);
        shape.standardise(
                sorted[sorted.length / 2], valueSpread, stepSpread > 0 ? stepSpread : valueSpread);
    }

    private static double quartiles(double[] sorted) {
        return sorted[3 * sorted.length / 4] - sorted[sorted.length / 4];
    }
}
