package io.forebay.shaping.anomaly;

import io.forebay.schemas.Surprise;
import java.util.Locale;

/**
 * What of a window is judged: how many bits the heads took beyond what they usually take, how much
 * traffic there was of which kind, how fast it was answered. Scales are logarithmic.
 */
enum Feature {
    OPERATION_BITS(0, Surprise.OPERATION),
    SIZE_BITS(1, Surprise.SIZE),
    ADDRESS_BITS(2, Surprise.ADDRESS),
    GAP_BITS(3, Surprise.TIMING),
    COUNT(4, Surprise.VOLUME),
    BYTES(5, Surprise.VOLUME),
    RESPONSE_NANOS(6, Surprise.TIMING),
    NEW_REGIONS(7, Surprise.ADDRESS),
    READS(8, Surprise.OPERATION),
    OTHERS(9, Surprise.OPERATION);

    /** A window that does not have the quantity. */
    static final double NONE = Double.NaN;

    private static final double SECTOR_BYTES = 512;
    private static final double MICRO_NANOS = 1_000;
    private static final double LOG_2 = StrictMath.log(2);
    private static final Feature[] BY_INDEX = values();

    private final int index;
    private final Surprise surprise;

    Feature(int index, Surprise surprise) {
        this.index = index;
        this.surprise = surprise;
    }

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

    /** The name as it is sent; never changes. */
    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the feature is what a head of the prediction took; its index is the head's then. */
    boolean isHead() {
        return index < WindowFigures.HEADS;
    }

    /**
     * Whether the course of the feature is modelled, not only how large it gets: for counts of some
     * of the elements the latter is enough.
     */
    boolean isModelled() {
        return index <= RESPONSE_NANOS.index;
    }

    /** Whether too little is as bad as too much; fewer bits and faster answers are no trouble. */
    boolean isJudgedBothWays() {
        return surprise == Surprise.VOLUME;
    }

    /** The quantity as a person reads it; not a number where the window does not have it. */
    double quantity(WindowFigures window) {
        return switch (this) {
            case OPERATION_BITS, SIZE_BITS, ADDRESS_BITS, GAP_BITS ->
                    window.headBits[index] / window.count;
            case COUNT -> window.count;
            case BYTES -> window.bytes;
            case RESPONSE_NANOS ->
                    window.completions > 0 ? window.responseNanos / window.completions : NONE;
            case NEW_REGIONS -> window.newRegions;
            case READS -> window.reads;
            case OTHERS -> window.count - window.reads;
        };
    }

    /**
     * What is counted of the window. For a head the bits beyond the usual ones, in terms of how
     * much sums over so many requests vary; for the others the quantity.
     *
     * @param usual bits of a request, for a head
     */
    double scaled(WindowFigures window, double usual) {
        if (!isHead()) {
            return toScale(quantity(window));
        }
        double excess = excessBits(window, usual) / Math.sqrt((double) window.count);
        return excess < 0 ? -log(-excess) : log(excess);
    }

    /** Bits that a head took beyond the usual ones. */
    double excessBits(WindowFigures window, double usual) {
        return window.headBits[index] - window.count * usual;
    }

    /** Quantity of no head to scale; what is not finite stays out. */
    private double toScale(double quantity) {
        return Double.isFinite(quantity) ? log(Math.max(0, quantity) / unit()) : NONE;
    }

    double fromScale(double scale) {
        return StrictMath.expm1(scale * LOG_2) * unit();
    }

    private double unit() {
        return switch (this) {
            case BYTES -> SECTOR_BYTES;
            case RESPONSE_NANOS -> MICRO_NANOS;
            default -> 1;
        };
    }

    private static double log(double x) {
        return Double.isFinite(x) ? StrictMath.log1p(x) / LOG_2 : NONE;
    }
}
