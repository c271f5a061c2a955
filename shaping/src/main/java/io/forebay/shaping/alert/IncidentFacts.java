package io.forebay.shaping.alert;

import io.forebay.schemas.PredictionError;
import io.forebay.schemas.Surprise;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What is known of an incident of one function: sums over its deviating windows. One thread. */
final class IncidentFacts {
    long startNanos;

    /** End of the last window that deviated. */
    long endNanos;

    long windowNanos;
    int revision;
    Surprise surprise = Surprise.UNKNOWN;

    /** The attributed quantity, as {@code AnomalyAlert.feature} names it. */
    String feature = "";

    Signature signature = Signature.UNFAMILIAR;

    /** That quantity at the worst window, and as it is usual. */
    double observed;

    double expected;
    long windows;
    long count;
    long bytes;
    long readCount;
    long readBytes;
    long newRegionCount;
    long swappedCount;
    double operationBits;
    long responseNanosSum;
    long completionCount;

    /** Begins anew. */
    void start(PredictionError window) {
        startNanos = window.getWindowStartNanos();
        revision = 0;
        signature = Signature.UNFAMILIAR;
        windows = 0;
        count = 0;
        bytes = 0;
        readCount = 0;
        readBytes = 0;
        newRegionCount = 0;
        swappedCount = 0;
        operationBits = 0;
        responseNanosSum = 0;
        completionCount = 0;
    }

    void add(PredictionError window) {
        endNanos = window.getWindowEndNanos();
        windowNanos = window.getWindowEndNanos() - window.getWindowStartNanos();
        windows++;
        count += window.getElementCount();
        bytes += window.getByteCount();
        readCount += window.getReadCount();
        readBytes += window.getReadBytes();
        newRegionCount += window.getNewRegionCount();
        swappedCount += window.getSwappedCount();
        operationBits += window.getOperationBits();
        responseNanosSum += window.getResponseNanosSum();
        completionCount += window.getCompletionCount();
    }

    Deviation deviation(UsualTraffic usual) {
        double n = Math.max(1, windows);
        return new Deviation(
                surprise,
                windows,
                count,
                Deviation.ratio(count / n, usual.count()),
                Deviation.ratio(bytes / n, usual.bytes()),
                Deviation.ratio(readBytes / n, usual.readBytes()),
                count > 0 ? readCount / (double) count : usual.readShare(),
                usual.readShare(),
                usual.readShareDeviation(),
                count > 0 ? operationBits / count : usual.operationBits(),
                usual.operationBits(),
                count > 0 ? swappedCount / (double) count : usual.swappedShare(),
                usual.swappedShare(),
                count > 0 ? newRegionCount / (double) count : 0,
                usual.newRegionShare(),
                completionCount > 0 ? Deviation.ratio(responseNanos(), usual.responseNanos()) : 1);
    }

    double responseNanos() {
        return completionCount > 0 ? responseNanosSum / (double) completionCount : 0;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(startNanos);
        out.writeLong(endNanos);
        out.writeLong(windowNanos);
        out.writeInt(revision);
        out.writeUTF(surprise.name());
        out.writeUTF(feature);
        out.writeUTF(signature.name());
        out.writeDouble(observed);
        out.writeDouble(expected);
        out.writeLong(windows);
        out.writeLong(count);
        out.writeLong(bytes);
        out.writeLong(readCount);
        out.writeLong(readBytes);
        out.writeLong(newRegionCount);
        out.writeLong(swappedCount);
        out.writeDouble(operationBits);
        out.writeLong(responseNanosSum);
        out.writeLong(completionCount);
    }

    void read(DataInput in) throws IOException {
        startNanos = in.readLong();
        endNanos = in.readLong();
        windowNanos = in.readLong();
        revision = in.readInt();
        surprise = Surprise.valueOf(in.readUTF());
        feature = in.readUTF();
        signature = Signature.valueOf(in.readUTF());
        observed = in.readDouble();
        expected = in.readDouble();
        windows = in.readLong();
        count = in.readLong();
        bytes = in.readLong();
        readCount = in.readLong();
        readBytes = in.readLong();
        newRegionCount = in.readLong();
        swappedCount = in.readLong();
        operationBits = in.readDouble();
        responseNanosSum = in.readLong();
        completionCount = in.readLong();
    }
}
