package io.forebay.traces.synthetic;

/** Changes from one pattern to the next after a fixed time, and around. */
final class PhasedAddresses implements AddressPattern {
    private final long phaseNanos;
    private final AddressPattern[] phases;

    PhasedAddresses(long phaseNanos, AddressPattern... phases) {
        Distributions.requirePositive("phaseNanos", phaseNanos);
        this.phaseNanos = phaseNanos;
        this.phases = phases.clone();
    }

    @Override
    public void next(GeneratedElement out) {
        int phase = (int) (out.timeNanos / phaseNanos % phases.length);
        phases[phase].next(out);
    }
}
