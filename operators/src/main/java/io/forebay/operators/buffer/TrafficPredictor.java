package io.forebay.operators.buffer;

import io.forebay.operators.state.FrozenObject;
import io.forebay.predictor.BurstEstimate;
import io.forebay.predictor.Candidates;
import io.forebay.predictor.DemandEstimate;
import io.forebay.predictor.PredictionScore;
import io.forebay.schemas.TrafficElement;
import java.io.IOException;

/** What a function's shaper asks about its traffic. {@link Predictors} makes them. One thread. */
interface TrafficPredictor {
    /** Predicts the element, writes what that cost into {@code score}, then learns from it. */
    void observe(TrafficElement element, PredictionScore score);

    /** Fills in the bytes expected in the last element's burst after it. */
    void remainingBurst(BurstEstimate out);

    /**
     * Fills in likely next reads.
     *
     * @param stagingMayWait whether what is staged after the next request is in time for the one
     *     after it
     */
    void rollOut(boolean stagingMayWait, Candidates out);

    /** Ends a demand window and forecasts the next. */
    void closeWindow(DemandEstimate out);

    /** Its bytes are a snapshot that {@link Predictors#fromBytes} reads. */
    FrozenObject freeze() throws IOException;
}
