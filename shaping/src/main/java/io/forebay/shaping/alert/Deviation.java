package io.forebay.shaping.alert;

import io.forebay.schemas.Surprise;

/**
 * How a function's traffic differs from its usual one over the deviating windows of an incident:
 * the attribution that {@link Signature} is told from. Ratios are observed over usual; what was
 * never usual at all has the ratio {@link #MOST_RATIO}; what cannot be said has 1.
 *
 * @param surprise what the detector named at the worst window
 * @param windows deviating windows so far
 * @param elements elements in these windows
 * @param countRatio elements a window
 * @param bytesRatio bytes a window
 * @param readRatio bytes read a window
 * @param readShare share of the elements that read, 0 to 1
 * @param usualReadShare the same as usual
 * @param readShareDeviation how far that varies from window to window, as a standard deviation
 * @param operationBits bits that the operation of an element took
 * @param usualOperationBits the same as usual
 * @param swappedShare share of the elements that read what was only written lately, or the reverse
 * @param usualSwappedShare the same as usual
 * @param newRegionShare share of the elements in regions not touched lately, 0 to 1
 * @param usualNewRegionShare the same as usual
 * @param responseRatio mean response time
 */
public record Deviation(
        Surprise surprise,
        long windows,
        long elements,
        double countRatio,
        double bytesRatio,
        double readRatio,
        double readShare,
        double usualReadShare,
        double readShareDeviation,
        double operationBits,
        double usualOperationBits,
        double swappedShare,
        double usualSwappedShare,
        double newRegionShare,
        double usualNewRegionShare,
        double responseRatio) {
    /** Stands for "never seen before". */
    public static final double MOST_RATIO = 1e6;

    /** Bytes of an element over the usual ones. */
    double sizeRatio() {
        return countRatio > 0 ? bytesRatio / countRatio : 1;
    }

    /** Observed over usual. */
    static double ratio(double observed, double usual) {
        if (usual > 0) {
            return Math.min(MOST_RATIO, observed / usual);
        }
        return observed > 0 ? MOST_RATIO : 1;
    }
}
