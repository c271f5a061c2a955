package io.forebay.predictor;

/**
 * Classes of a count, of bytes or of microseconds: 0 to 7 stand for themselves, above that four
 * classes an octave, 128 in all. The last holds everything from 7 * 2^30 on.
 */
final class ValueClasses {
    static final int COUNT = 128;

    /** Binary decisions that tell a class from the others. */
    static final int BITS = 7;

    private static final int EXACT = 8;
    private static final int EXACT_OCTAVE = 3;
    private static final long MOST = 1L << 33;

    private ValueClasses() {}

    /** Class of a value; what is not a number counts as 0. */
    static int of(double value) {
        if (!(value >= 1)) {
            return 0;
        }
        long whole = value >= MOST ? MOST : (long) value;
        if (whole < EXACT) {
            return (int) whole;
        }
        int octave = 63 - Long.numberOfLeadingZeros(whole);
        int quarter = (int) (whole >>> (octave - 2)) & 3;
        return Math.min(COUNT - 1, EXACT + (octave - EXACT_OCTAVE) * 4 + quarter);
    }

    /** Least value of a class. */
    static double lowest(int valueClass) {
        if (valueClass < EXACT) {
            return valueClass;
        }
        int octave = EXACT_OCTAVE + (valueClass - EXACT) / 4;
        int quarter = (valueClass - EXACT) % 4;
        return (double) ((4L + quarter) << (octave - 2));
    }

    /** Least value above a class; of the last, twice its own least. */
    static double end(int valueClass) {
        return valueClass == COUNT - 1 ? 2 * lowest(valueClass) : lowest(valueClass + 1);
    }
}
