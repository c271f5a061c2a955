package io.forebay.shaping.allocation;

import io.forebay.schemas.DemandForecast;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * How much buffer space a function needs, from its demand forecasts: the larger of what is forecast
 * for the next window and of a peak of past windows that decays with time.
 *
 * <p>Needs are bytes; times are event-time nanoseconds. State: one peak, one forecast, one time.
 * One thread.
 */
public final class DemandNeed {
    /*
     * Space is lost to bursts, not to averages: without foresight a decaying peak loses half of
     * what the average of past demand does (reference allocation replay). The decay is by time, so
     * that a function without windows decays as well, and the window length does not matter.
     */
    public static final Duration DEFAULT_TIME_CONSTANT = Duration.ofSeconds(3);

    private static final byte FORMAT_VERSION = 1;
    private static final int SNAPSHOT_BYTES = 1 + 3 * Long.BYTES;

    private final double timeConstantNanos;
    private double peakBytes;
    private double forecastBytes;
    private long windowEndNanos = Long.MIN_VALUE;

    /**
     * A function of which nothing is known: it needs nothing.
     *
     * @param timeConstant time in which a peak falls to 37 %, above 0
     */
    public DemandNeed(Duration timeConstant) {
        if (timeConstant.isNegative() || timeConstant.isZero()) {
            throw new IllegalArgumentException(
                    "timeConstant must be above 0: timeConstant=" + timeConstant);
        }
        timeConstantNanos = timeConstant.toNanos();
    }

    /**
     * Restores a snapshot bit for bit.
     *
     * @throws IllegalArgumentException when the format version is unknown or the length is wrong
     */
    public static DemandNeed fromBytes(Duration timeConstant, byte[] snapshot) {
        if (snapshot.length == 0 || snapshot[0] != FORMAT_VERSION) {
            throw new IllegalArgumentException(
                    "unknown demand need format: version="
                            + (snapshot.length == 0 ? "none" : snapshot[0]));
        }
        if (snapshot.length != SNAPSHOT_BYTES) {
            throw new IllegalArgumentException(
                    "wrong demand need length: bytes=" + snapshot.length);
        }
        var in = ByteBuffer.wrap(snapshot, 1, SNAPSHOT_BYTES - 1);
        var need = new DemandNeed(timeConstant);
        need.peakBytes = in.getDouble();
        need.forecastBytes = in.getDouble();
        need.windowEndNanos = in.getLong();
        return need;
    }

    /**
     * Takes in the newest window; one that is not newer than the last only raises the peak. Values
     * that are not finite count as 0.
     */
    public void onForecast(DemandForecast forecast) {
        long end = forecast.getWindowEndNanos();
        double observedBytes = Math.max(0, forecast.getObservedBytes());
        if (end > windowEndNanos) {
            peakBytes = decayedPeak(end);
            windowEndNanos = end;
            forecastBytes =
                    Math.max(
                            finite(forecast.getExpectedBytes()),
                            finite(forecast.getBytesQuantile90()));
        }
        peakBytes = Math.max(peakBytes, observedBytes);
    }

    /**
     * Bytes needed in the window that begins at {@code nanos}. The forecast counts for the one
     * window it was made for; the peak of the past decays.
     */
    public double needBytes(long nanos) {
        double peak = decayedPeak(nanos);
        return nanos > windowEndNanos ? peak : Math.max(peak, forecastBytes);
    }

    public byte[] toBytes() {
        return ByteBuffer.allocate(SNAPSHOT_BYTES)
                .put(FORMAT_VERSION)
                .putDouble(peakBytes)
                .putDouble(forecastBytes)
                .putLong(windowEndNanos)
                .array();
    }

    private double decayedPeak(long nanos) {
        if (nanos <= windowEndNanos || peakBytes == 0) {
            return peakBytes;
        }
        // As doubles: the difference of two times may overflow a long.
        double elapsed = (double) nanos - (double) windowEndNanos;
        return peakBytes * StrictMath.exp(-elapsed / timeConstantNanos);
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? Math.max(0, value) : 0;
    }
}
