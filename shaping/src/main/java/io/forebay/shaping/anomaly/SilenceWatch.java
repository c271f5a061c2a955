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

    /** Bits for each time the silence is as long as the longest normal one plus one window. */
    private static final double BITS_PER_LONGEST = 12;

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
        return Math.min(byShare, BITS_PER_LONGEST * current / (longest + 1));
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
