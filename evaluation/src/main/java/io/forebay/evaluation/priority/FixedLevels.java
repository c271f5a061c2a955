package io.forebay.evaluation.priority;

/** The eight levels of the reference policies: two binary orders of magnitude each. */
final class FixedLevels {
    private static final int LAST = 7;

    private FixedLevels() {}

    /** Up to 16 KiB is 0, from 64 MiB on is 7. */
    static int ofBytes(long bytes) {
        return clamp((BurstHistories.classOf(bytes) - 12) >> 1);
    }

    /** The same for a product of two numbers of bytes. */
    static int ofSquaredBytes(long squared) {
        return clamp((BurstHistories.classOf(squared) - 24) >> 2);
    }

    private static int clamp(int level) {
        return Math.max(0, Math.min(LAST, level));
    }
}
