package io.forebay.operators.buffer;

import io.forebay.predictor.DemandEstimate;
import io.forebay.predictor.PredictionScore;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** What one function did in one demand window that is still open. One thread. */
final class WindowTotals {
    final long index;
    long elementCount;
    long byteCount;
    double operationBits;
    double sizeBits;
    double deltaBits;
    double gapBits;
    long responseNanosSum;
    long completionCount;
    long readCount;
    long readBytes;
    long newRegionCount;
    long swappedCount;
    long leastResponseNanos;

    /** Whether the forecast made at the window's end stands in the three fields below. */
    boolean forecast;

    double expectedCount;
    double expectedBytes;
    double bytesQuantile90;

    WindowTotals(long index) {
        this.index = index;
    }

    void add(
            TrafficElement element, boolean isNewRegion, boolean isSwapped, PredictionScore score) {
        long lengthBytes = element.getLengthBytes();
        elementCount++;
        byteCount += lengthBytes;
        if (element.getOperation() == Operation.READ) {
            readCount++;
            readBytes += lengthBytes;
        }
        newRegionCount += isNewRegion ? 1 : 0;
        swappedCount += isSwapped ? 1 : 0;
        operationBits += score.operationBits;
        sizeBits += score.sizeBits;
        deltaBits += score.deltaBits;
        gapBits += score.gapBits;
    }

    void addCompletion(long responseNanos) {
        leastResponseNanos =
                completionCount == 0 ? responseNanos : Math.min(leastResponseNanos, responseNanos);
        responseNanosSum += responseNanos;
        completionCount++;
    }

    void setForecast(DemandEstimate estimate) {
        forecast = true;
        expectedCount = estimate.expectedCount;
        expectedBytes = estimate.expectedBytes;
        bytesQuantile90 = estimate.bytesQuantile90;
    }

    void write(DataOutputSerializer out) throws IOException {
        out.writeLong(index);
        out.writeLong(elementCount);
        out.writeLong(byteCount);
        out.writeDouble(operationBits);
        out.writeDouble(sizeBits);
        out.writeDouble(deltaBits);
        out.writeDouble(gapBits);
        out.writeLong(responseNanosSum);
        out.writeLong(completionCount);
        out.writeLong(readCount);
        out.writeLong(readBytes);
        out.writeLong(newRegionCount);
        out.writeLong(swappedCount);
        out.writeLong(leastResponseNanos);
        out.writeBoolean(forecast);
        out.writeDouble(expectedCount);
        out.writeDouble(expectedBytes);
        out.writeDouble(bytesQuantile90);
    }

    static WindowTotals read(DataInputDeserializer in) throws IOException {
        var totals = new WindowTotals(in.readLong());
        totals.elementCount = in.readLong();
        totals.byteCount = in.readLong();
        totals.operationBits = in.readDouble();
        totals.sizeBits = in.readDouble();
        totals.deltaBits = in.readDouble();
        totals.gapBits = in.readDouble();
        totals.responseNanosSum = in.readLong();
        totals.completionCount = in.readLong();
        totals.readCount = in.readLong();
        totals.readBytes = in.readLong();
        totals.newRegionCount = in.readLong();
        totals.swappedCount = in.readLong();
        totals.leastResponseNanos = in.readLong();
        totals.forecast = in.readBoolean();
        totals.expectedCount = in.readDouble();
        totals.expectedBytes = in.readDouble();
        totals.bytesQuantile90 = in.readDouble();
        return totals;
    }
}
