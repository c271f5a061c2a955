package io.forebay.predictor;

import io.forebay.schemas.TrafficElement;

/**
 * The model of one I/O function: its counters and history, over the shared weights of its {@link
 * DeviceModel}.
 *
 * <p>Strictly causal: {@link #observe} predicts, scores, then learns; the forecasts use what was
 * observed so far. Allocates nothing per element in steady state. One thread.
 */
public final class FunctionModel {
    FunctionModel() {}

    /**
     * Predicts the element from all earlier ones, writes what that cost into {@code score}, then
     * learns from it.
     */
    public void observe(TrafficElement element, PredictionScore score) {
        throw new UnsupportedOperationException();
    }

    /**
     * Expected bytes still to come in the burst the last element belongs to, from the last
     * element's end; at least 0.
     */
    public double remainingBurstBytes() {
        throw new UnsupportedOperationException();
    }

    /** Fills in likely next reads, with probabilities calibrated by their own outcomes. */
    public void rollOut(Candidates out) {
        throw new UnsupportedOperationException();
    }

    /**
     * Ends a demand window: counts what was observed since the last call and forecasts the next
     * window.
     */
    public void closeWindow(DemandEstimate out) {
        throw new UnsupportedOperationException();
    }

    /** Requests observed. */
    public long observedRequests() {
        throw new UnsupportedOperationException();
    }

    public byte[] toBytes() {
        throw new UnsupportedOperationException();
    }
}
