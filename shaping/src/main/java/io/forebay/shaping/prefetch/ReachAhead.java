package io.forebay.shaping.prefetch;

import java.nio.ByteBuffer;

/**
 * How far ahead of a sequential reader blocks are staged: in a window as long as the predictor
 * looks ahead. Blocks that the reader overtakes before they are staged move the window out; blocks
 * that are in time or wasted let it come back slowly. So it settles just beyond what the reader
 * passes over while a command is on its way. In blocks; one thread.
 */
final class ReachAhead {
    static final int SNAPSHOT_BYTES = 2 * Double.BYTES;

    /** What the predictor looks ahead by itself, and the length of the window. */
    private static final int WINDOW_BLOCKS = 64;

    private static final double BACK_IN_TIME = 1.0 / 128;
    private static final double BACK_WASTED = 0.5;

    /** How near to the predictor's horizon a candidate ends that stands for the run's going on. */
    private static final int SLACK_BLOCKS = 2;

    private static final double LATE_RATE = 1.0 / 16;
    private static final double IN_TIME_RATE = 1.0 / 256;
    private static final double SELDOM = 0.02;

    private final int mostBeyond;
    private double beyond;
    private double lateShare;

    ReachAhead(int bufferBlocks) {
        mostBeyond = Math.max(0, bufferBlocks - WINDOW_BLOCKS);
    }

    void onLate() {
        beyond = Math.min(mostBeyond, beyond + 1);
        lateShare += (1 - lateShare) * LATE_RATE;
    }

    void onTime() {
        beyond = Math.max(0, beyond - BACK_IN_TIME);
        lateShare -= lateShare * IN_TIME_RATE;
    }

    void onWaste() {
        beyond = Math.max(0, beyond - BACK_WASTED);
    }

    /**
     * Whether staging may wait for the next chance: the window is at the reader, and hardly
     * anything is overtaken of late. Quick to deny, slow to grant again.
     */
    boolean mayWait() {
        return beyond < 1 && lateShare < SELDOM;
    }

    /** Blocks from the request's end to the beginning of the window. */
    long beyondBlocks() {
        return (long) beyond;
    }

    /**
     * Last block to stage of a candidate: its own, or the window's where the candidate continues
     * the request's run as far as the predictor looks.
     */
    long lastOf(long first, long last, long requestLast) {
        long horizon = requestLast + WINDOW_BLOCKS;
        boolean endsAtHorizon = Math.abs(last - horizon) <= SLACK_BLOCKS;
        return continuesRun(first, requestLast) && endsAtHorizon
                ? Math.max(last, horizon + beyondBlocks())
                : last;
    }

    /** First block to stage of a candidate: one before the window would come too late. */
    long firstOf(long first, long requestLast) {
        return continuesRun(first, requestLast)
                ? Math.max(first, requestLast + beyondBlocks())
                : first;
    }

    private static boolean continuesRun(long first, long requestLast) {
        return first >= requestLast && first <= requestLast + WINDOW_BLOCKS;
    }

    void write(ByteBuffer out) {
        out.putDouble(beyond).putDouble(lateShare);
    }

    void read(ByteBuffer in) {
        beyond = in.getDouble();
        lateShare = in.getDouble();
    }
}
