package io.forebay.traces.synthetic;

/** The endless traffic of one function, in the order of its times. One thread only. */
interface TrafficGenerator {
    /** Fills in every field of the next element. */
    void next(GeneratedElement out);
}
