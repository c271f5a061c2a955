package io.forebay.evaluation.priority;

/** What the reference policies take a burst's size to be. */
enum SizeGuess {
    /** What has arrived. */
    ARRIVED,
    /** The function's burst before. */
    LAST,
    /** An exponentially weighted average of the function's bursts. */
    AVERAGE,
    /** The mean of its bursts that grew as large. */
    HISTOGRAM,
    /** The same by context. */
    CONTEXT,
    /** The truth. */
    TRUTH
}
