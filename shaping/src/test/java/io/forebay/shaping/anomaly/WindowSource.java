package io.forebay.shaping.anomaly;

import io.forebay.schemas.PredictionError;
import java.util.SplittableRandom;

/** Synthetic windows of one function: Poisson counts, lognormal bits. Deterministic for a seed. */
final class WindowSource {
    static final long WINDOW_NANOS = 100_000_000L;

    private final SplittableRandom random;
    double meanCount = 120;
    double sigma = 0.3;
    double operationBits = 0.3;
    double sizeBits = 0.9;
    double deltaBits = 4;
    double gapBits = 3;
    long responseNanos = 1_000_000;
    double readShare = 0.7;
    double newRegionShare = 0.02;
    double swappedShare = 0.005;
    double unitBytes = 4096;
    private long index;

    WindowSource(long seed) {
        random = new SplittableRandom(seed);
    }

    PredictionError next() {
        return next(poisson(meanCount));
    }

    PredictionError next(long count) {
        long start = index++ * WINDOW_NANOS;
        double bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += unitBytes * (1 + random.nextInt(8));
        }
        long reads = partOf(count, readShare);
        long newRegions = partOf(count, newRegionShare);
        long swapped = partOf(count, swappedShare);
        double meanResponseNanos = lognormal((double) responseNanos);
        return new PredictionError(
                "nvme0/vf1",
                start,
                start + WINDOW_NANOS,
                count,
                (long) bytes,
                count * lognormal(operationBits),
                count * lognormal(sizeBits),
                count * lognormal(deltaBits),
                count * lognormal(gapBits),
                (long) (count * meanResponseNanos),
                count,
                reads,
                (long) (bytes * readShare),
                newRegions,
                swapped,
                (long) (meanResponseNanos / 4));
    }

    private long partOf(long count, double share) {
        long part = 0;
        for (int i = 0; i < count; i++) {
            part += random.nextDouble() < share ? 1 : 0;
        }
        return part;
    }

    /** Lets windows pass that nobody reports. */
    void skip(long windows) {
        index += windows;
    }

    double uniform() {
        return random.nextDouble();
    }

    double gaussian() {
        return random.nextGaussian();
    }

    private double lognormal(double median) {
        return median * StrictMath.exp(sigma * random.nextGaussian());
    }

    /** Sum of exponential gaps, in parts so that the product does not underflow. */
    private long poisson(double mean) {
        long count = 0;
        double sum = 0;
        while (true) {
            sum -= StrictMath.log(1 - random.nextDouble());
            if (sum > mean) {
                return count;
            }
            count++;
        }
    }
}
