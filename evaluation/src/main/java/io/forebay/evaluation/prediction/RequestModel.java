package io.forebay.evaluation.prediction;

import io.forebay.predictor.PredictionScore;
import io.forebay.schemas.TrafficElement;

/** A model of requests that learns while it is scored. One thread. */
interface RequestModel {
    /**
     * Predicts the request from all before it, writes what that cost into {@code score}, then
     * learns from it.
     *
     * @param function number of the request's function, counted through from 0
     */
    void observe(int function, TrafficElement request, PredictionScore score);
}
