package io.forebay.evaluation.prediction;

import io.forebay.evaluation.prediction.PredictionFigures.Bits;
import io.forebay.evaluation.prediction.PredictionFigures.CurvePoint;
import io.forebay.predictor.PredictionScore;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds up what a model paid. The curve has a point at each thousandth request up to 100,000, at
 * each ten thousandth up to a million, and so on, and one at the end: where points are does not
 * depend on what follows. One thread.
 */
final class Scoring {
    private static final long FIRST_STEP = 1_000;
    private static final long STEPS_OF_A_SIZE = 100;
    private static final int GROWTH = 10;

    private long requests;
    private double operationBits;
    private double sizeBits;
    private double deltaBits;
    private double gapBits;
    private long step = FIRST_STEP;
    private final List<CurvePoint> curve = new ArrayList<>();

    void add(PredictionScore score) {
        requests++;
        operationBits += score.operationBits;
        sizeBits += score.sizeBits;
        deltaBits += score.deltaBits;
        gapBits += score.gapBits;
        if (requests % step == 0) {
            curve.add(point());
            if (requests == step * STEPS_OF_A_SIZE) {
                step *= GROWTH;
            }
        }
    }

    private CurvePoint point() {
        return new CurvePoint(requests, bits().total());
    }

    /** Means over the requests so far; not to be asked before the first. */
    Bits bits() {
        return new Bits(
                (operationBits + sizeBits + deltaBits + gapBits) / requests,
                operationBits / requests,
                sizeBits / requests,
                deltaBits / requests,
                gapBits / requests);
    }

    /** The curve up to the last request. */
    List<CurvePoint> curve() {
        var points = new ArrayList<>(curve);
        if (points.isEmpty() || points.get(points.size() - 1).requests() < requests) {
            points.add(point());
        }
        return points;
    }
}
