package io.forebay.traces.synthetic;

/** Interrupts arrivals for a spell every so often: a function that should be sending and is not. */
final class SilentSpells implements ArrivalTimes {
    private final ArrivalTimes arrivals;
    private final Parameters parameters;
    private long silentNanosSoFar;
    private long nextSilenceNanos;

    /**
     * @param activeNanos traffic between two spells
     * @param silentNanos length of a spell
     */
    record Parameters(long activeNanos, long silentNanos) {
        Parameters {
            Distributions.requirePositive("activeNanos", activeNanos);
            Distributions.requirePositive("silentNanos", silentNanos);
        }
    }

    SilentSpells(ArrivalTimes arrivals, Parameters parameters) {
        this.arrivals = arrivals;
        this.parameters = parameters;
        this.nextSilenceNanos = parameters.activeNanos;
    }

    @Override
    public long nextNanos() {
        long activeNanos = arrivals.nextNanos();
        while (activeNanos >= nextSilenceNanos) {
            silentNanosSoFar += parameters.silentNanos;
            nextSilenceNanos += parameters.activeNanos;
        }
        return activeNanos + silentNanosSoFar;
    }
}
