package io.forebay.benchmarks.builds;

import io.forebay.schemas.TrafficElement;

/** Models of one build of the predictor, which learn on from block to block. One thread. */
public interface PredictorRun {
    /**
     * Lets the models of its functions see a block of elements.
     *
     * @return CPU time of this thread, in nanoseconds an element
     */
    double observe(TrafficElement[] elements);

    /** Bits that all elements so far were worth. */
    double bits();
}
