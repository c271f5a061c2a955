package io.forebay.shaping.alert;

import io.forebay.schemas.PredictionError;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A function's usual window: running means over its windows with elements, over all of them at
 * first and later over about the last 600. One thread.
 */
final class UsualTraffic {
    private static final double LEAST_RATE = 1.0 / 600;

    private double weight;
    private double count;
    private double bytes;
    private double readBytes;
    private double readCount;

    /** Squared distance of a window's share of reads from the usual one, times its elements. */
    private double readSpread;

    private double newRegionCount;
    private double swappedCount;
    private double operationBits;
    private double responseNanosSum;
    private double completionCount;

    /** Takes in a window with elements, with a weight above 0, at most 1. */
    void learn(PredictionError window, double share) {
        weight += share;
        double rate = share * Math.max(1 / Math.max(1, weight), LEAST_RATE);
        double elements = (double) window.getElementCount();
        double distance = weight > share ? window.getReadCount() / elements - readShare() : 0;
        readSpread += rate * (elements * distance * distance - readSpread);
        count += rate * (elements - count);
        bytes += rate * (window.getByteCount() - bytes);
        readBytes += rate * (window.getReadBytes() - readBytes);
        readCount += rate * (window.getReadCount() - readCount);
        newRegionCount += rate * (window.getNewRegionCount() - newRegionCount);
        swappedCount += rate * (window.getSwappedCount() - swappedCount);
        operationBits += rate * (window.getOperationBits() - operationBits);
        responseNanosSum += rate * (window.getResponseNanosSum() - responseNanosSum);
        completionCount += rate * (window.getCompletionCount() - completionCount);
    }

    /** Elements of a window. */
    double count() {
        return count;
    }

    double bytes() {
        return bytes;
    }

    double readBytes() {
        return readBytes;
    }

    /** Share of the elements that read, 0 to 1. */
    double readShare() {
        return count > 0 ? readCount / count : 0;
    }

    /** Standard deviation of the share of reads from window to window, by elements. */
    double readShareDeviation() {
        return count > 0 ? Math.sqrt(readSpread / count) : 0;
    }

    /** Share of the elements in regions not touched lately, 0 to 1. */
    double newRegionShare() {
        return count > 0 ? newRegionCount / count : 0;
    }

    /** Share of the elements that read what was only written lately, or the reverse, 0 to 1. */
    double swappedShare() {
        return count > 0 ? swappedCount / count : 0;
    }

    /** Bits that the operation of an element takes. */
    double operationBits() {
        return count > 0 ? operationBits / count : 0;
    }

    /** Mean response time; 0 where no completion was seen. */
    double responseNanos() {
        return completionCount > 0 ? responseNanosSum / completionCount : 0;
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(weight);
        out.writeDouble(count);
        out.writeDouble(bytes);
        out.writeDouble(readBytes);
        out.writeDouble(readCount);
        out.writeDouble(readSpread);
        out.writeDouble(newRegionCount);
        out.writeDouble(swappedCount);
        out.writeDouble(operationBits);
        out.writeDouble(responseNanosSum);
        out.writeDouble(completionCount);
    }

    void read(DataInput in) throws IOException {
        weight = in.readDouble();
        count = in.readDouble();
        bytes = in.readDouble();
        readBytes = in.readDouble();
        readCount = in.readDouble();
        readSpread = in.readDouble();
        newRegionCount = in.readDouble();
        swappedCount = in.readDouble();
        operationBits = in.readDouble();
        responseNanosSum = in.readDouble();
        completionCount = in.readDouble();
    }
}
