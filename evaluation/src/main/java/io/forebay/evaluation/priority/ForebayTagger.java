package io.forebay.evaluation.priority;

import io.forebay.predictor.BurstEstimate;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.schemas.TrafficElement;
import io.forebay.shaping.priority.PriorityPolicy;

/** Decides the priorities of a device's elements, request by request as they arrive. One thread. */
public final class ForebayTagger {
    private final PriorityPolicy policy;
    private final PredictionScore score = new PredictionScore();
    private final BurstEstimate later = new BurstEstimate();

    /**
     * Starts with a device.
     *
     * @param policy of the device, which has seen nothing
     */
    public ForebayTagger(PriorityPolicy policy) {
        this.policy = policy;
    }

    /** A request arrives: its function's model predicts it, then learns it. */
    public void observe(FunctionModel function, TrafficElement request) {
        function.observe(request, score);
        function.remainingBurst(later);
    }

    /**
     * The priority of the next element of the request that arrived last: 0 to 7, most urgent.
     *
     * @param restBytes of the request, from this element's first byte on
     * @param bytes of the element
     */
    public int level(long restBytes, long bytes) {
        return policy.priorityOf(later, restBytes, bytes);
    }
}
