package io.forebay.shaping.priority;

import io.forebay.predictor.BurstEstimate;

/**
 * What serving a burst costs for each burst that it completes: the smallest ratio, over all points
 * at which one could stop, of the bytes served until then to the probability that the burst has
 * ended by then. Where the remaining bytes are known it is just that number. Serving the smallest
 * index first minimises the mean completion time of jobs whose sizes are known in distribution
 * (Gittins 1989; for queues, Aalto, Ayesta and Righter 2009). Stateless; any thread.
 */
public final class GittinsIndex {
    private GittinsIndex() {}

    /**
     * The index in bytes, at least {@code ownBytes}.
     *
     * @param later what comes after the element
     * @param ownBytes bytes that come for certain: the element's own, and its request's rest
     */
    public static double of(BurstEstimate later, double ownBytes) {
        double ended = 0;
        double bytes = 0;
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < BurstEstimate.CLASSES; i++) {
            double probability = later.probability(i);
            if (probability > 0) {
                double size = BurstEstimate.classMeanBytes(i);
                ended += probability;
                bytes += probability * size;
                double served = ownBytes + bytes + Math.max(0, 1 - ended) * size;
                best = Math.min(best, served / ended);
            }
        }
        return best;
    }
}
