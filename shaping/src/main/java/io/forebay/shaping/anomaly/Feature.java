package io.forebay.shaping.anomaly;

import io.forebay.schemas.PredictionError;
import io.forebay.schemas.Surprise;

/**
 * What of a window is judged. Each feature is one quantity a person understands, compared on a
 * logarithmic scale: twice as much is as far as half as much.
 */
enum Feature {
    OPERATION_BITS(0, Surprise.OPERATION, 1, 0.05) {
        @Override
        double quantity(PredictionError window) {
            return perElement(window.getOperationBits(), window);
        }
    },
    SIZE_BITS(1, Surprise.SIZE, 1, 0.05) {
        @Override
        double quantity(PredictionError window) {
            return perElement(window.getSizeBits(), window);
        }
    },
    ADDRESS_BITS(2, Surprise.ADDRESS, 1, 0.05) {
        @Override
        double quantity(PredictionError window) {
            return perElement(window.getDeltaBits(), window);
        }
    },
    GAP_BITS(3, Surprise.TIMING, 1, 0.05) {
        @Override
        double quantity(PredictionError window) {
            return perElement(window.getGapBits(), window);
        }
    },
    COUNT(4, Surprise.VOLUME, 1, 0.1) {
        @Override
        double quantity(PredictionError window) {
            return window.getElementCount();
        }
    },
    BYTES(5, Surprise.VOLUME, 512, 0.1) {
        @Override
        double quantity(PredictionError window) {
            return window.getByteCount();
        }
    },
    RESPONSE_NANOS(6, Surprise.TIMING, 1000, 0.1) {
        @Override
        double quantity(PredictionError window) {
            long completions = window.getCompletionCount();
            return completions > 0 ? window.getResponseNanosSum() / (double) completions : NONE;
        }
    };

    /** A window that does not have the quantity. */
    static final double NONE = Double.NaN;

    private static final double LOG_2 = StrictMath.log(2);

    private static final Feature[] BY_INDEX = values();

    private final int index;
    private final Surprise surprise;
    private final double unit;
    private final double resolution;

    Feature(int index, Surprise surprise, double unit, double resolution) {
        this.index = index;
        this.surprise = surprise;
        this.unit = unit;
        this.resolution = resolution;
    }

    /** The quantity as a person reads it; not a number where the window does not have it. */
    abstract double quantity(PredictionError window);

    /** Position in arrays and snapshots, from 0 without holes; never changes. */
    int index() {
        return index;
    }

    static Feature ofIndex(int index) {
        return BY_INDEX[index];
    }

    Surprise surprise() {
        return surprise;
    }

    /** Whether too little is as bad as too much; fewer bits and faster answers are no trouble. */
    boolean isJudgedBothWays() {
        return surprise == Surprise.VOLUME;
    }

    /** Smallest cell width that matters in practice, on the scale. */
    double resolution() {
        return resolution;
    }

    /**
     * Quantity to scale. Quantities well below the unit, and negative ones, count as 0; what is not
     * finite stays out.
     */
    double toScale(double quantity) {
        if (!Double.isFinite(quantity)) {
            return NONE;
        }
        return StrictMath.log1p(Math.max(0, quantity) / unit) / LOG_2;
    }

    double fromScale(double scale) {
        return StrictMath.expm1(scale * LOG_2) * unit;
    }

    private static double perElement(double bits, PredictionError window) {
        return bits / window.getElementCount();
    }
}
