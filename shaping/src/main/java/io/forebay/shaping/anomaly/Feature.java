package io.forebay.shaping.anomaly;

import io.forebay.schemas.Surprise;
import java.util.Locale;

/**
 * What of the last windows is judged: how many bits the heads took, how much traffic there was of
 * which kind, how fast it was answered. Scales are logarithmic.
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
    OTHERS(9, Surprise.OPERATION),
    LENGTH(10, Surprise.SIZE),
    LEAST_RESPONSE_NANOS(11, Surprise.TIMING),
    SWAPPED(12, Surprise.OPERATION);

    /** Windows that do not have the quantity. */
    static final double NONE = Double.NaN;

    /** Elements of the usual kind that are thought to be there beside those of the windows. */
    private static final double PRIOR_ELEMENTS = 4;

    /** Elements of the other kinds that are thought to be there beside those of the windows. */
    private static final double PRIOR_OTHERS = 1;

    /** Part of the elements whose kind is thought to be left to chance. */
    private static final double PRIOR_SHARE = 1.0 / 16;

    private static final double SECTOR_BYTES = 512;
    private static final double MICRO_NANOS = 1_000;
    private static final double HEAD_BITS = 0.25;
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

    /** Whether the feature is a share of the elements. */
    boolean isShare() {
        return this == READS || this == OTHERS || this == SWAPPED;
    }

    /** Whether the feature is a response time. */
    boolean isResponse() {
        return this == RESPONSE_NANOS || this == LEAST_RESPONSE_NANOS;
    }

    /**
     * By how many octaves a record must be exceeded to be half as probable, at least: as far as
     * records of real traffic move when nothing is wrong, over ten bits or so.
     */
    double leastScale() {
        return switch (this) {
            case OPERATION_BITS -> 0.3;
            case RESPONSE_NANOS, LEAST_RESPONSE_NANOS -> 0.25;
            case SIZE_BITS, ADDRESS_BITS, GAP_BITS, READS, OTHERS -> 0.2;
            case BYTES -> 0.14;
            case LENGTH, NEW_REGIONS -> 0.1;
            case COUNT -> 0.08;
            case SWAPPED -> 0.06;
        };
    }

    /** The quantity as a person reads it; not a number where the windows do not have it. */
    double quantity(WindowFigures windows) {
        return switch (this) {
            case OPERATION_BITS, SIZE_BITS, ADDRESS_BITS, GAP_BITS ->
                    windows.headBits[index] / windows.count;
            case COUNT -> windows.count;
            case BYTES -> windows.bytes;
            case RESPONSE_NANOS ->
                    windows.completions > 0
                            ? (double) windows.responseNanos / windows.completions
                            : NONE;
            case LEAST_RESPONSE_NANOS ->
                    windows.completions > 0 ? windows.leastResponseNanos : NONE;
            case NEW_REGIONS -> windows.newRegions;
            case READS -> (double) windows.reads / windows.count;
            case OTHERS -> (double) (windows.count - windows.reads) / windows.count;
            case LENGTH -> (double) windows.bytes / windows.count;
            case SWAPPED -> (double) windows.swapped / windows.count;
        };
    }

    /**
     * What is counted of the windows, in octaves: of bits and shares so that a few elements count
     * less than many.
     *
     * @param usual bits of a request, for a head
     */
    double scaled(WindowFigures windows, double usual) {
        double count = windows.count;
        return switch (this) {
            case OPERATION_BITS, SIZE_BITS, ADDRESS_BITS, GAP_BITS ->
                    log(
                            (windows.headBits[index] + PRIOR_ELEMENTS * usual)
                                    / (count + PRIOR_ELEMENTS)
                                    / HEAD_BITS);
            case READS -> shareScale((double) windows.reads, count);
            case OTHERS -> shareScale(count - windows.reads, count);
            case SWAPPED -> shareScale((double) windows.swapped, count);
            default -> {
                double quantity = quantity(windows);
                yield Double.isFinite(quantity) ? log(quantity / unit()) : NONE;
            }
        };
    }

    /** Bits that a head took beyond the usual ones. */
    double excessBits(WindowFigures windows, double usual) {
        return windows.headBits[index] - windows.count * usual;
    }

    /** The quantity that has a place on the scale. */
    double fromScale(double scale) {
        return isShare()
                ? (1 + PRIOR_SHARE) * (1 - StrictMath.exp(-scale * LOG_2))
                : StrictMath.expm1(scale * LOG_2) * unit();
    }

    private static double shareScale(double part, double count) {
        return log(part / (count - part + PRIOR_OTHERS + PRIOR_SHARE * count));
    }

    private double unit() {
        return switch (this) {
            case BYTES, LENGTH -> SECTOR_BYTES;
            case RESPONSE_NANOS, LEAST_RESPONSE_NANOS -> MICRO_NANOS;
            default -> 1;
        };
    }

    /** Octaves above 1, of one more. */
    private static double log(double x) {
        return Double.isFinite(x) ? StrictMath.log1p(Math.max(0, x)) / LOG_2 : NONE;
    }
}
