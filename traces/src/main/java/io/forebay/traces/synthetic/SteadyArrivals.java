package io.forebay.traces.synthetic;

import java.util.SplittableRandom;

/** Gaps that are partly fixed and partly random. */
final class SteadyArrivals implements ArrivalTimes {
    private final Parameters parameters;
    private final SplittableRandom random;
    private long nowNanos;

    /**
     * @param gapNanos mean gap
     * @param jitter share of the gap that is exponentially distributed: 0 for a metronome, 1 for a
     *     Poisson process
     */
    record Parameters(long gapNanos, double jitter) {
        Parameters {
            Distributions.requirePositive("gapNanos", gapNanos);
            Distributions.requireFraction("jitter", jitter);
        }
    }

    SteadyArrivals(Parameters parameters, SplittableRandom random) {
        this.parameters = parameters;
        this.random = random;
    }

    @Override
    public long nextNanos() {
        long now = nowNanos;
        long randomPart = Math.round(parameters.gapNanos * parameters.jitter);
        nowNanos += parameters.gapNanos - randomPart;
        if (randomPart > 0) {
            nowNanos += Distributions.exponential(random, randomPart);
        }
        return now;
    }
}
