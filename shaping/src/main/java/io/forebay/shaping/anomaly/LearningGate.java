package io.forebay.shaping.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Which blocks of windows are taken for normal: those without an incident, and when incidents go on
 * or come again and again, those too in the end. One thread.
 */
final class LearningGate {
    /** Blocks that may be left out before what is told again and again becomes normal. */
    private static final int MOST_LEFT_OUT = 20;

    /** Blocks that are learned for each that may be left out again. */
    private static final double LEARNED_PER_LEFT_OUT = 20;

    private double leftOut;
    private int windows;
    private boolean isPresentSuspect;
    private boolean isPreviousSuspect;

    /** Takes in a window; whether it is the last of its block. */
    boolean add(boolean isIncident) {
        isPresentSuspect |= isIncident;
        windows++;
        return windows >= BlockTail.BLOCK_WINDOWS;
    }

    /** Ends the block; whether the one before it is taken for normal. */
    boolean endBlock() {
        boolean counts = !isPreviousSuspect || leftOut >= MOST_LEFT_OUT;
        if (!counts) {
            leftOut++;
        } else if (!isPreviousSuspect) {
            leftOut = Math.max(0, leftOut - 1 / LEARNED_PER_LEFT_OUT);
        }
        isPreviousSuspect = isPresentSuspect;
        isPresentSuspect = false;
        windows = 0;
        return counts;
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(leftOut);
        out.writeByte(windows);
        out.writeBoolean(isPresentSuspect);
        out.writeBoolean(isPreviousSuspect);
    }

    void read(DataInput in) throws IOException {
        leftOut = in.readDouble();
        windows = in.readByte();
        isPresentSuspect = in.readBoolean();
        isPreviousSuspect = in.readBoolean();
    }
}
