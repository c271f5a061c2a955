package io.forebay.traces.synthetic;

import java.util.SplittableRandom;

/** Periods of traffic and periods without, both of random length. */
final class OnOffArrivals implements ArrivalTimes {
    private final Parameters parameters;
    private final SplittableRandom random;
    private long nowNanos;
    private long onEndNanos;

    /**
     * @param onNanos mean length of a period with traffic
     * @param offNanos mean length of a period without
     * @param gapNanos mean gap while there is traffic
     */
    record Parameters(long onNanos, long offNanos, long gapNanos) {
        Parameters {
            Distributions.requirePositive("onNanos", onNanos);
            Distributions.requirePositive("offNanos", offNanos);
            Distributions.requirePositive("gapNanos", gapNanos);
        }
    }

    OnOffArrivals(Parameters parameters, SplittableRandom random) {
        this.parameters = parameters;
        this.random = random;
        this.onEndNanos = Distributions.exponential(random, parameters.onNanos);
    }

    @Override
    public long nextNanos() {
        long now = nowNanos;
        nowNanos += Distributions.exponential(random, parameters.gapNanos);
        if (nowNanos > onEndNanos) {
            nowNanos += Distributions.exponential(random, parameters.offNanos);
            onEndNanos = nowNanos + Distributions.exponential(random, parameters.onNanos);
        }
        return now;
    }
}
