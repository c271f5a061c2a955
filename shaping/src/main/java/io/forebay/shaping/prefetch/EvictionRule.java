package io.forebay.shaping.prefetch;

/** Which block makes room in a full prefetch buffer. */
public enum EvictionRule {
    /** The one staged first: a ring. */
    OLDEST,

    /** Of the oldest, the one least likely to be read yet. */
    LEAST_VALUE
}
