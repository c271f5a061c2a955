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

    long responseNanos;
    long leastResponseNanos;
    long completions;
    long reads;
    long newRegions;
    long swapped;

    void clear() {
        count = 0;
        bytes = 0;
        for (int head = 0; head < HEADS; head++) {
            headBits[head] = 0;
        }
        responseNanos = 0;
        leastResponseNanos = 0;
        completions = 0;
        reads = 0;
        newRegions = 0;
        swapped = 0;
    }

    void set(PredictionError window) {
        count = window.getElementCount();
        bytes = window.getByteCount();
        headBits[0] = window.getOperationBits();
        headBits[1] = window.getSizeBits();
        headBits[2] = window.getDeltaBits();
        headBits[3] = window.getGapBits();
        responseNanos = window.getResponseNanosSum();
        leastResponseNanos = window.getLeastResponseNanos();
        completions = window.getCompletionCount();
        reads = window.getReadCount();
        newRegions = window.getNewRegionCount();
        swapped = window.getSwappedCount();
    }

    void add(WindowFigures window) {
        if (window.completions > 0) {
            leastResponseNanos =
                    completions == 0
                            ? window.leastResponseNanos
                            : Math.min(leastResponseNanos, window.leastResponseNanos);
        }
        count += window.count;
        bytes += window.bytes;
        for (int head = 0; head < HEADS; head++) {
            headBits[head] += window.headBits[head];
        }
        responseNanos += window.responseNanos;
        completions += window.completions;
        reads += window.reads;
        newRegions += window.newRegions;
        swapped += window.swapped;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeLong(bytes);
        for (double bits : headBits) {
            out.writeDouble(bits);
        }
        out.writeLong(responseNanos);
        out.writeLong(leastResponseNanos);
        out.writeLong(completions);
        out.writeLong(reads);
        out.writeLong(newRegions);
        out.writeLong(swapped);
    }

    void read(DataInput in) throws IOException {
        count = in.readLong();
        bytes = in.readLong();
        for (int head = 0; head < HEADS; head++) {
            headBits[head] = in.readDouble();
        }
        responseNanos = in.readLong();
        leastResponseNanos = in.readLong();
        completions = in.readLong();
        reads = in.readLong();
        newRegions = in.readLong();
        swapped = in.readLong();
    }
}
