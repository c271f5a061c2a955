package io.forebay.shaping.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How surprising it is that a function sends nothing: under the share of windows in which it was
 * active, and compared with its longest normal silence. Lengths are windows. One thread.
 */
final class SilenceWatch {
    private static final double HALF_LIFE_WINDOWS = CellCounts.HALF_LIFE_SAMPLES;
    private static final double KEPT = StrictMath.pow(0.5, 1 / HALF_LIFE_WINDOWS);

    /** Longest silence that is aged window by window; after it all is forgotten anyway. */
    private static final long MOST_WINDOWS = 2_000_000;

    /** A function active in fewer windows than this cannot be missed. */
    private static final double REGULAR_SHARE = 0.6;

    /** Bits for each doubling of the longest normal silence: pauses have heavy tails. */
    private static final double BITS_PER_OCTAVE = 3;

    /** A pause lasts so many windows longer than those without an element, at most. */
    private static final double WINDOWS_AT_THE_ENDS = 2;

    private static final double LOG_2 = StrictMath.log(2);

    private double activeWindows;
    private double windows;
    private double longest;
    private long current;

    /** Windows since the last element. */
    long current() {
        return current;
    }

    /** Longest normal silence, in windows; fades. */
    double longest() {
        return longest;
    }

    /** Share of windows in which the function was active, 0 to 1. */
    double activeShare() {
        return (activeWindows + 0.5) / (windows + 1);
    }

    /** Score of a window without elements, {@code missing} windows after the last one seen. */
    double scoreSilent(long missing) {
        current += missing + 1;
        double share = activeShare();
        if (share < REGULAR_SHARE) {
            return 0;
        }
        double byShare = -current * StrictMath.log(1 - share) / LOG_2;
        double octaves = StrictMath.log(current / (longest + WINDOWS_AT_THE_ENDS)) / LOG_2;
        double byLength = StrictMath.log(windows + 1) / LOG_2 + BITS_PER_OCTAVE * octaves;
        return Math.max(0, Math.min(byShare, octaves > 0 ? byLength : 0));
    }

    /** An active window after {@code missing} windows that nobody reported. */
    void onActive(long missing, double weight) {
        current += missing;
        if (current > longest) {
            longest += weight * (current - longest);
        }
        double keptSilent = StrictMath.pow(KEPT, Math.min(MOST_WINDOWS, current) * weight);
        longest *= KEPT;
        windows *= keptSilent;
        activeWindows *= keptSilent;
        windows += (1 - keptSilent) / (1 - KEPT);
        windows = windows * KEPT + 1;
        activeWindows = activeWindows * KEPT + 1;
        current = 0;
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(activeWindows);
        out.writeDouble(windows);
        out.writeDouble(longest);
        out.writeLong(current);
    }

    void read(DataInput in) throws IOException {
        activeWindows = in.readDouble();
        windows = in.readDouble();
        longest = in.readDouble();
        current = in.readLong();
    }
}
