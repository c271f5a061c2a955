package io.forebay.gateway.engine;

import io.forebay.gateway.prefetch.PrefetchCounts;

/**
 * Totals of a device at one moment, for who watches it.
 *
 * @param tags what became of priority tags
 * @param prefetch blocks asked for by what became of them
 * @param responses times from arrival to completion
 * @param deferredElements elements that found no buffer space when they came
 * @param allocationsApplied allocations that took effect
 */
public record DeviceFigures(
        TagCounts tags,
        PrefetchCounts prefetch,
        ResponseTimes responses,
        long deferredElements,
        long allocationsApplied) {
    /** Before anything has happened. */
    public static final DeviceFigures NONE =
            new DeviceFigures(
                    new TagCounts(0, 0, 0),
                    PrefetchCounts.NONE,
                    new ResponseTimes(0, 0, 0, 0, 0, 0),
                    0,
                    0);
}
