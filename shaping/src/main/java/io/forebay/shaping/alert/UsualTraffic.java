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
    private double newRegionCount;
    private double responseNanos;
    private double responseWeight;

    /** Takes in a window with elements, with a weight above 0, at most 1. */
    void learn(PredictionError window, double share) {
        weight += share;
        double rate = share * Math.max(1 / Math.max(1, weight), LEAST_RATE);
        count += rate * (window.getElementCount() - count);
        bytes += rate * (window.getByteCount() - bytes);
        readBytes += rate * (window.getReadBytes() - readBytes);
        readCount += rate * (window.getReadCount() - readCount);
        newRegionCount += rate * (window.getNewRegionCount() - newRegionCount);
        if (window.getCompletionCount() > 0) {
            responseWeight += share;
            double mean = window.getResponseNanosSum() / (double) window.getCompletionCount();
            double responseRate = share * Math.max(1 / Math.max(1, responseWeight), LEAST_RATE);
            responseNanos += responseRate * (mean - responseNanos);
        }
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

    /** Share of the elements in regions not touched lately, 0 to 1. */
    double newRegionShare() {
        return count > 0 ? newRegionCount / count : 0;
    }

    /** Mean response time; 0 where no completion was seen. */
    double responseNanos() {
        return responseNanos;
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(weight);
        out.writeDouble(count);
        out.writeDouble(bytes);
        out.writeDouble(readBytes);
        out.writeDouble(readCount);
        out.writeDouble(newRegionCount);
        out.writeDouble(responseNanos);
        out.writeDouble(responseWeight);
    }

    void read(DataInput in) throws IOException {
        weight = in.readDouble();
        count = in.readDouble();
        bytes = in.readDouble();
        readBytes = in.readDouble();
        readCount = in.readDouble();
        newRegionCount = in.readDouble();
        responseNanos = in.readDouble();
        responseWeight = in.readDouble();
    }
}
