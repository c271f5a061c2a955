package io.forebay.evaluation.prediction;

import java.util.List;

/**
 * What the evaluation of prediction found, as it is written as JSON.
 *
 * @param trace name of the file
 * @param requests evaluated
 * @param functions that sent them
 * @param refused records of the file that are not requests or cannot be read
 * @param functionMemory size the engine was set to, for each function
 * @param models a row for each model and factorisation
 */
public record PredictionFigures(
        String trace,
        long requests,
        int functions,
        long refused,
        String functionMemory,
        List<Model> models) {
    public PredictionFigures {
        models = List.copyOf(models);
    }

    /**
     * One model.
     *
     * @param factorisation {@code indep} or {@code chain}
     * @param bitsPerRequest mean over all requests, those of the cold start included
     * @param requestsPerSecond of CPU time of one thread that predicts, scores and learns, once the
     *     code is compiled; a fresh model each pass
     * @param requestsPerSecondCold the same on the first pass
     * @param curve means over the first requests
     */
    public record Model(
            String name,
            String factorisation,
            Bits bitsPerRequest,
            double requestsPerSecond,
            double requestsPerSecondCold,
            List<CurvePoint> curve) {
        public Model {
            curve = List.copyOf(curve);
        }
    }

    /** Bits per request, in all and by head. */
    public record Bits(double total, double op, double size, double delta, double gap) {}

    /**
     * A point of a curve.
     *
     * @param requests of the trace's beginning
     * @param bitsPerRequest mean over these
     */
    public record CurvePoint(long requests, double bitsPerRequest) {}
}
