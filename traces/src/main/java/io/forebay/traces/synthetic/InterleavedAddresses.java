package io.forebay.traces.synthetic;

import java.util.SplittableRandom;

/** Several patterns taken in random turns, as of several readers of one volume. */
final class InterleavedAddresses implements AddressPattern {
    private final AddressPattern[] runs;
    private final SplittableRandom random;

    InterleavedAddresses(SplittableRandom random, AddressPattern... runs) {
        this.random = random;
        this.runs = runs.clone();
    }

    @Override
    public void next(GeneratedElement out) {
        runs[random.nextInt(runs.length)].next(out);
    }
}
