package io.forebay.operators;

/** How a device divides its buffer among its functions. */
public enum BufferMode {
    /** One pool: a guarantee for each function, the rest for whoever comes. */
    SHARED,
    /** Each function has its share to itself. */
    PARTITION
}
