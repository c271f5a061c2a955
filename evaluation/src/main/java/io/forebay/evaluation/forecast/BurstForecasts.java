package io.forebay.evaluation.forecast;

import io.forebay.predictor.BurstEstimate;
import io.forebay.predictor.DemandEstimate;
import io.forebay.predictor.FunctionModel;
import java.util.ArrayList;
import java.util.List;

/**
 * Forecasts of the bytes still to come in a burst, made after each of its requests and scored when
 * the burst has ended; a burst that the trace cuts short is left out. One thread.
 */
final class BurstForecasts {
    private static final double NATS_PER_BIT = Math.log(2);

    /** Mixed into probabilities before the logarithm: a model may rule a class out. */
    private static final double DOUBT = 0.01;

    private static final List<String> NAMES =
            List.of("forebay", "last value", "average", "histogram");
    private static final int HISTOGRAM = 3;

    private final List<ScoreBoard> boards = NAMES.stream().map(ScoreBoard::new).toList();
    private final Function[] functions;
    private final BurstEstimate estimate = new BurstEstimate();

    BurstForecasts(int functionCount) {
        functions = new Function[functionCount];
        for (int i = 0; i < functionCount; i++) {
            functions[i] = new Function();
        }
    }

    /** Ends the function's burst when the gap does. */
    void beforeRequest(int function, long gapNanos) {
        Function state = functions[function];
        if (state.boundaries.ends(gapNanos)) {
            score(function, state);
        }
    }

    /** Forecasts the rest of the burst after a request. */
    void afterRequest(int function, FunctionModel model, long lengthBytes) {
        Function state = functions[function];
        state.burstBytes += lengthBytes;
        model.remainingBurst(estimate);
        var probabilities = new double[BurstEstimate.CLASSES];
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = estimate.probability(i);
        }
        var quantiles = new double[NAMES.size()][DemandEstimate.LEVELS];
        for (int level = 0; level < DemandEstimate.LEVELS; level++) {
            quantiles[0][level] = estimate.quantileBytes(DemandEstimate.level(level));
        }
        for (int i = 0; i < state.references.size(); i++) {
            state.references.get(i).forecast(state.burstBytes, quantiles[i + 1]);
        }
        state.pending.add(new Pending(state.burstBytes, quantiles, probabilities));
    }

    private void score(int function, Function state) {
        for (Pending pending : state.pending) {
            double rest = state.burstBytes - pending.burstBytes;
            int bytesClass = BurstEstimate.classOf(rest);
            for (int i = 0; i < boards.size(); i++) {
                boards.get(i).of(function).add(pending.quantiles[i], rest);
            }
            double p = pending.probabilities[bytesClass];
            double doubted = (1 - DOUBT) * p + DOUBT / BurstEstimate.CLASSES;
            boards.get(0).of(function).addBits(-Math.log(doubted) / NATS_PER_BIT);
            boards.get(HISTOGRAM).of(function).addBits(state.histogram.score(bytesClass));
        }
        for (Pending pending : state.pending) {
            double rest = state.burstBytes - pending.burstBytes;
            state.references.forEach(reference -> reference.learn(pending.burstBytes, rest));
        }
        state.references.forEach(reference -> reference.endBurst(state.burstBytes));
        state.pending.clear();
        state.burstBytes = 0;
    }

    List<ForecastFigures.Row> rows() {
        var rows = new ArrayList<ForecastFigures.Row>();
        boards.forEach(board -> rows.add(board.row("burstBytes", null)));
        return rows;
    }

    /** A forecast that waits for the end of its burst. */
    private static final class Pending {
        final double burstBytes;
        final double[][] quantiles;
        final double[] probabilities;

        Pending(double burstBytes, double[][] quantiles, double[] probabilities) {
            this.burstBytes = burstBytes;
            this.quantiles = quantiles;
            this.probabilities = probabilities;
        }
    }

    private static final class Function {
        final BurstBoundaries boundaries = new BurstBoundaries();
        final List<Pending> pending = new ArrayList<>();
        final ClassHistogram histogram = new ClassHistogram(BurstEstimate.CLASSES);
        final List<Reference> references =
                List.of(
                        new Reference(1, true),
                        new Reference(1.0 / 16, true),
                        new Reference(1, false));
        double burstBytes;
    }

    /**
     * The rest of a burst as if it were as large as an average of those before it, with the usual
     * error; or, without an average, as the last rests were.
     */
    private static final class Reference {
        private static final int ERRORS = 256;

        private final double rate;
        private final boolean usesAverage;
        private final RecentValues errors = new RecentValues(ERRORS);
        private double average;
        private long bursts;

        Reference(double rate, boolean usesAverage) {
            this.rate = rate;
            this.usesAverage = usesAverage;
        }

        private double point(double burstBytes) {
            return usesAverage ? Math.max(0, average - burstBytes) : 0;
        }

        void forecast(double burstBytes, double[] quantiles) {
            for (int i = 0; i < quantiles.length; i++) {
                double error = errors.quantile(DemandEstimate.level(i));
                quantiles[i] = Math.max(0, point(burstBytes) + error);
            }
        }

        void learn(double burstBytes, double rest) {
            errors.add(rest - point(burstBytes));
        }

        void endBurst(double bytes) {
            bursts++;
            average += (bytes - average) * Math.max(1.0 / bursts, rate);
        }
    }
}
