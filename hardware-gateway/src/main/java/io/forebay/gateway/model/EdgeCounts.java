package io.forebay.gateway.model;

/**
 * What the model at the edge did.
 *
 * @param decidedElements elements that got their priority from it as they arrived
 * @param undecidedElements elements that came before any model
 * @param modelsInForce updates that took effect
 * @param modelsRefused updates that could not be used or were not newer
 * @param trainedRequests requests the model in force was trained on; 0 without one
 */
public record EdgeCounts(
        long decidedElements,
        long undecidedElements,
        long modelsInForce,
        long modelsRefused,
        long trainedRequests) {}
