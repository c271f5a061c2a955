package io.forebay.traces.synthetic;

import java.util.SplittableRandom;

/** Bursts that begin periodically, with gaps of microseconds inside. */
final class BurstArrivals implements ArrivalTimes {
    private final Parameters parameters;
    private final SplittableRandom random;
    private long burstStartNanos;
    private long nowNanos;
    private long remaining;

    /**
     * @param periodNanos from the start of a burst to the start of the next
     * @param periodJitter largest departure from the period, as a share of it
     * @param leastLength fewest elements of a burst
     * @param mostLength most elements of a burst
     * @param gapNanos mean gap inside a burst
     */
    record Parameters(
            long periodNanos,
            double periodJitter,
            long leastLength,
            long mostLength,
            long gapNanos) {
        Parameters {
            Distributions.requirePositive("periodNanos", periodNanos);
            Distributions.requireFraction("periodJitter", periodJitter);
            Distributions.requirePositive("leastLength", leastLength);
            Distributions.requirePositive("gapNanos", gapNanos);
            if (mostLength < leastLength) {
                throw new IllegalArgumentException(
                        "mostLength is below leastLength: mostLength="
                                + mostLength
                                + ", leastLength="
                                + leastLength);
            }
        }
    }

    BurstArrivals(Parameters parameters, SplittableRandom random) {
        this.parameters = parameters;
        this.random = random;
        this.remaining = drawLength();
    }

    @Override
    public long nextNanos() {
        if (remaining == 0) {
            startBurst();
        }
        remaining--;
        long now = nowNanos;
        long half = Math.max(1, parameters.gapNanos / 2);
        nowNanos += Distributions.uniform(random, half, parameters.gapNanos * 2 - half);
        return now;
    }

    private void startBurst() {
        long most = Math.round(parameters.periodNanos * parameters.periodJitter);
        burstStartNanos += parameters.periodNanos + Distributions.uniform(random, -most, most);
        // A burst that lasts longer than the period delays the next one.
        nowNanos = Math.max(nowNanos, burstStartNanos);
        burstStartNanos = nowNanos;
        remaining = drawLength();
    }

    private long drawLength() {
        return Distributions.uniform(random, parameters.leastLength, parameters.mostLength);
    }
}
