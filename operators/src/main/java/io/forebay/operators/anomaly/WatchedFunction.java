package io.forebay.operators.anomaly;

import io.forebay.shaping.alert.FunctionWatch;

/** A function's watch, and the timer that looks after it should it fall silent. One thread. */
final class WatchedFunction {
    static final long NO_TIMER = Long.MIN_VALUE;

    final FunctionWatch watch;

    /** Event time of the timer that is set; {@link #NO_TIMER} when none is. */
    long timerMillis = NO_TIMER;

    WatchedFunction(FunctionWatch watch) {
        this.watch = watch;
    }
}
