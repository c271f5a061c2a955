package io.forebay.shaping.allocation;

import io.forebay.schemas.DemandForecast;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * How much buffer space a function needs in its next window, as a distribution learned from its
 * past windows: what it needed after windows as busy as the last one, when as much was expected as
 * is expected now.
 *
 * <p>Needs are bytes; times are event-time nanoseconds. One thread; nothing is allocated once all
 * contexts have been seen.
 */
public final class DemandNeed {
    /*
     * Space is lost to bursts, not to averages, so what is asked for is how large a need is
     * exceeded with a given probability. What a forecast says is a context, not the answer: how far
     * needs exceed it is learned, so a forecast that is wrong in the same way each time does no
     * harm.
     */
    private static final byte FORMAT_VERSION = 1;
    private static final int FIXED_BYTES = 1 + 4 * Double.BYTES + 2 * Integer.BYTES + Long.BYTES;
    private static final double AVERAGE_WEIGHT = 0.2;
    private static final double MEAN_FADING = 0.9998;
    private static final int MOST_IDLE_WINDOWS_LEARNED = 64;

    /** Where the need of a function is expected of which nothing is known: about 1 MiB. */
    private static final int UNKNOWN_BUCKET = NeedBuckets.bucketOf(1 << 20);

    private final NeedCounts counts = new NeedCounts();
    private final float[] tail = new float[NeedBuckets.COUNT];
    private double averageBytes;
    private double offeredSum;
    private double windowSum;
    private long windowNanos;
    private int level;
    private int expectedLevel;
    private long windowEndNanos = Long.MIN_VALUE;

    /** A function of which nothing is known. */
    public DemandNeed() {
        updateTail();
    }

    /**
     * Restores a snapshot bit for bit.
     *
     * @throws IllegalArgumentException when the format version is unknown or the content is damaged
     */
    public static DemandNeed fromBytes(byte[] snapshot) {
        if (snapshot.length == 0 || snapshot[0] != FORMAT_VERSION) {
            throw new IllegalArgumentException(
                    "unknown demand need format: version="
                            + (snapshot.length == 0 ? "none" : snapshot[0]));
        }
        var need = new DemandNeed();
        try {
            ByteBuffer in = ByteBuffer.wrap(snapshot, 1, snapshot.length - 1);
            need.read(in);
            if (in.hasRemaining()) {
                throw new IllegalArgumentException(
                        "wrong demand need length: bytes=" + snapshot.length);
            }
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException(
                    "wrong demand need length: bytes=" + snapshot.length, e);
        }
        return need;
    }

    private void read(ByteBuffer in) {
        averageBytes = in.getDouble();
        offeredSum = in.getDouble();
        windowSum = in.getDouble();
        windowNanos = (long) in.getDouble();
        level = Math.floorMod(in.getInt(), NeedCounts.LEVELS);
        expectedLevel = Math.floorMod(in.getInt(), NeedCounts.LEVELS);
        windowEndNanos = in.getLong();
        counts.read(in);
        updateTail();
    }

    public byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + counts.snapshotBytes());
        out.put(FORMAT_VERSION);
        out.putDouble(averageBytes).putDouble(offeredSum).putDouble(windowSum);
        out.putDouble((double) windowNanos)
                .putInt(level)
                .putInt(expectedLevel)
                .putLong(windowEndNanos);
        counts.write(out);
        return out.array();
    }

    /**
     * Takes in the newest window with its forecast of the next; all bytes observed count as needed.
     * A window that is not newer than the last teaches only how large needs are. Windows left out
     * count as idle. Values that are not finite count as unknown.
     */
    public void onForecast(DemandForecast forecast) {
        double observed = Math.max(0, forecast.getObservedBytes());
        long end = forecast.getWindowEndNanos();
        if (end <= windowEndNanos) {
            counts.learnWithoutContext(NeedBuckets.bucketOf(observed));
            updateTail();
            return;
        }
        windowNanos = Math.max(1, forecast.getWindowNanos());
        // The forecast's window begins where those before it have ended.
        passIdleWindows(end < Long.MIN_VALUE + windowNanos ? Long.MIN_VALUE : end - windowNanos);
        learn(observed, observed, forecast.getExpectedBytes());
        windowEndNanos = end;
    }

    /** Time passes without a window: all windows that ended by then were idle. */
    public void onIdleUntil(long nanos) {
        if (windowNanos > 0 && passIdleWindows(nanos)) {
            updateTail();
        }
    }

    /**
     * Takes in a window that has just ended.
     *
     * @param neededBytes most space above what was held at its beginning that the window would have
     *     filled, had nothing been turned away; 0 or more
     * @param offeredBytes bytes that arrived in it; 0 or more
     */
    public void onWindow(double neededBytes, double offeredBytes) {
        learn(neededBytes, offeredBytes, Double.NaN);
    }

    /**
     * Space whose need is exceeded in the next window with at most this probability.
     *
     * @param probability above 0; from 1 on nothing is needed
     */
    public double exceededWith(double probability) {
        int low = 0;
        int high = tail.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tail[middle] <= probability) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        if (low == 0) {
            return 0;
        }
        // Within a bucket needs are taken to be spread evenly.
        double above = tail[low - 1];
        double edge = NeedBuckets.edgeBytes(low);
        double below = NeedBuckets.edgeBytes(low - 1);
        double part = (above - probability) / (above - tail[low]);
        return below + (edge - below) * Math.min(1, part);
    }

    /** Bytes that arrive in a window on the long average. */
    public double meanBytes() {
        return windowSum > 0 ? offeredSum / windowSum : 0;
    }

    private void learn(double neededBytes, double offeredBytes, double expectedBytes) {
        counts.learn(level, expectedLevel, NeedBuckets.bucketOf(neededBytes));
        averageBytes += AVERAGE_WEIGHT * (offeredBytes - averageBytes);
        offeredSum = MEAN_FADING * offeredSum + offeredBytes;
        windowSum = MEAN_FADING * windowSum + 1;
        level = NeedCounts.levelOf(offeredBytes);
        boolean isForecast = expectedBytes >= 0 && expectedBytes < Double.POSITIVE_INFINITY;
        expectedLevel = NeedCounts.levelOf(isForecast ? expectedBytes : averageBytes);
        updateTail();
    }

    /** Whether any window was left out. */
    private boolean passIdleWindows(long untilNanos) {
        if (windowEndNanos == Long.MIN_VALUE || untilNanos <= windowEndNanos) {
            return false;
        }
        long passed = untilNanos - windowEndNanos;
        // What overflows began before 0, so the sum below cannot.
        long idle = (passed < 0 ? Long.MAX_VALUE : passed) / windowNanos;
        for (int i = 0; i < Math.min(idle, MOST_IDLE_WINDOWS_LEARNED); i++) {
            learn(0, 0, Double.NaN);
        }
        windowEndNanos += idle * windowNanos;
        return idle > 0;
    }

    private void updateTail() {
        counts.tailOf(level, expectedLevel, UNKNOWN_BUCKET, tail);
    }
}
