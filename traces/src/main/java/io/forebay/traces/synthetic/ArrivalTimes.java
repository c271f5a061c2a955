package io.forebay.traces.synthetic;

/** When a function's elements come: endless, in nanoseconds from 0, never backward. */
interface ArrivalTimes {
    /** The time of the next element. */
    long nextNanos();
}
