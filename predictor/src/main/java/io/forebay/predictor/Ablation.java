package io.forebay.predictor;

/** Parts of the engine that a report leaves out to show what they are worth. */
public enum Ablation {
    /** Nothing is left out. */
    NONE,
    NO_RECURRENT_NETWORK,
    /** The network forgets before each request: it sees the previous request's symbols only. */
    RECURRENT_STATE_RESET,
    /** No counters, no guesses: the recurrent network alone, mixed and corrected. */
    NO_CONTEXT_MODELS
}
