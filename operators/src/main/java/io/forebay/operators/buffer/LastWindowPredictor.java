package io.forebay.operators.buffer;

import io.forebay.operators.state.FrozenObject;
import io.forebay.operators.state.StateFormat;
import io.forebay.predictor.BurstEstimate;
import io.forebay.predictor.Candidates;
import io.forebay.predictor.DemandEstimate;
import io.forebay.predictor.PredictionScore;
import io.forebay.schemas.TrafficElement;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Learns nothing: an element is all there is of its burst, no read is likely, nothing surprises,
 * and the next window is as the last. The least that keeps tags and allocations coming.
 */
final class LastWindowPredictor implements TrafficPredictor {
    private static final int VERSION = 1;
    private static final String WHAT = "demand of the last window";

    private long elementCount;
    private long byteCount;

    @Override
    public void observe(TrafficElement element, PredictionScore score) {
        elementCount++;
        byteCount += Math.max(0, element.getLengthBytes());
        score.operationBits = 0;
        score.sizeBits = 0;
        score.deltaBits = 0;
        score.gapBits = 0;
    }

    @Override
    public void remainingBurst(BurstEstimate out) {
        out.setNothing();
    }

    @Override
    public void rollOut(boolean stagingMayWait, Candidates out) {
        out.clear();
    }

    @Override
    public void closeWindow(DemandEstimate out) {
        out.observedCount = elementCount;
        out.observedBytes = byteCount;
        out.countBits = 0;
        out.bytesBits = 0;
        out.expectedCount = (double) elementCount;
        out.expectedBytes = (double) byteCount;
        out.bytesQuantile90 = (double) byteCount;
        out.idleProbability = elementCount == 0 ? 1 : 0;
        Arrays.fill(out.countQuantiles, (double) elementCount);
        Arrays.fill(out.bytesQuantiles, (double) byteCount);
        elementCount = 0;
        byteCount = 0;
    }

    @Override
    public FrozenObject freeze() throws IOException {
        var out = new DataOutputSerializer(Integer.BYTES + 2 * Long.BYTES);
        out.writeInt(VERSION);
        out.writeLong(elementCount);
        out.writeLong(byteCount);
        return FrozenObject.of(out.getCopyOfBuffer());
    }

    static LastWindowPredictor fromBytes(byte[] bytes) throws IOException {
        var in = new DataInputDeserializer(bytes);
        StateFormat.requireVersion(WHAT, VERSION, in);
        var predictor = new LastWindowPredictor();
        predictor.elementCount = in.readLong();
        predictor.byteCount = in.readLong();
        StateFormat.requireEnd(WHAT, in);
        return predictor;
    }
}
