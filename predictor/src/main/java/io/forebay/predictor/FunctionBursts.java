package io.forebay.predictor;

import io.forebay.schemas.TrafficElement;

/**
 * The burst counters of one I/O function without the rest of its model, for where an element must
 * be judged in a microsecond: they learn as traffic passes, the weights that mix them are trained
 * elsewhere and only read here. After the same elements, and by the same weights, it expects what
 * {@link FunctionModel#remainingBurst} does. About 16 KiB; allocates nothing per element; one
 * thread for a device and its functions.
 */
public final class FunctionBursts {
    private final BurstModel bursts = new BurstModel();
    private final SymbolState symbols = new SymbolState();
    private long previousNanos;
    private boolean started;

    /** Counts an element, after all earlier ones of its function. */
    public void observe(TrafficElement element) {
        symbols.advance(element);
        long nanos = element.getEventTimeNanos();
        long gapNanos = started ? Math.max(0, nanos - previousNanos) : 0;
        started = true;
        previousNanos = nanos;
        bursts.add(
                gapNanos,
                symbols.operation(),
                symbols.delta() == RequestSymbols.DELTA_ZERO,
                symbols.sector(),
                (double) Math.max(0, element.getLengthBytes()));
    }

    /**
     * Fills in how many bytes are still to come in the burst the last element belongs to, from its
     * end.
     *
     * @param weights what mixes the counters; its scratch space is used
     */
    public void remainingBurst(BurstWeights weights, BurstEstimate out) {
        bursts.estimate(weights, out);
    }
}
