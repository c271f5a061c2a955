package io.forebay.traces.synthetic;

/** Where a function's requests go. */
interface AddressPattern {
    /** Sets address and length of the next request; its time is set already. */
    void next(GeneratedElement out);
}
