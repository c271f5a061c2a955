package io.forebay.shaping.anomaly;

import io.forebay.schemas.PredictionError;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Sums over a window, or over several in a row. One thread. */
final class WindowFigures {
    static final int HEADS = 4;

    long count;
    long bytes;

    /** Of operation, size, delta and gap, in this order. */
    final double[] headBits = new double[HEADS];

    double responseNanos;
    long completions;
    long reads;
    long newRegions;

    void clear() {
        count = 0;
        bytes = 0;
        for (int head = 0; head < HEADS; head++) {
            headBits[head] = 0;
        }
        responseNanos = 0;
        completions = 0;
        reads = 0;
        newRegions = 0;
    }

    void add(PredictionError window) {
        count += window.getElementCount();
        bytes += window.getByteCount();
        headBits[0] += window.getOperationBits();
        headBits[1] += window.getSizeBits();
        headBits[2] += window.getDeltaBits();
        headBits[3] += window.getGapBits();
        responseNanos += window.getResponseNanosSum();
        completions += window.getCompletionCount();
        reads += window.getReadCount();
        newRegions += window.getNewRegionCount();
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeLong(bytes);
        for (double bits : headBits) {
            out.writeDouble(bits);
        }
        out.writeDouble(responseNanos);
        out.writeLong(completions);
        out.writeLong(reads);
        out.writeLong(newRegions);
    }

    void read(DataInput in) throws IOException {
        count = in.readLong();
        bytes = in.readLong();
        for (int head = 0; head < HEADS; head++) {
            headBits[head] = in.readDouble();
        }
        responseNanos = in.readDouble();
        completions = in.readLong();
        reads = in.readLong();
        newRegions = in.readLong();
    }
}
