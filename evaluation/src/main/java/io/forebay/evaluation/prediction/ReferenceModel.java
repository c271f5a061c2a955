package io.forebay.evaluation.prediction;

import io.forebay.predictor.PredictionScore;
import io.forebay.predictor.RequestSymbols;
import io.forebay.schemas.TrafficElement;
import java.util.ArrayList;
import java.util.List;

/**
 * A reference model: four heads over the contexts of each function. What is learned is shared by
 * all functions of the trace; contexts are a function's own.
 */
final class ReferenceModel implements RequestModel {
    /** One head of a reference model. */
    @FunctionalInterface
    interface Head {
        /** What the current symbol of a stream cost, in bits; learns it. */
        double observe(StreamContext stream);
    }

    /** Makes the heads of a model. */
    @FunctionalInterface
    interface HeadFactory {
        Head create(int head, int alphabet);
    }

    private static final int BLOCK_OPERATIONS = 2;
    private static final int SIZES = 16;
    private static final int DELTAS = 81;
    private static final int GAPS = 32;

    private final Head[] heads = new Head[RequestSymbols.HEADS];
    private final List<StreamContext> streams = new ArrayList<>();

    /**
     * @param blockOnly whether all requests are block requests, so that there are two operations
     */
    ReferenceModel(HeadFactory factory, boolean blockOnly) {
        int operations = blockOnly ? BLOCK_OPERATIONS : RequestSymbols.OPERATION_CODES;
        heads[RequestSymbols.OPERATION] = factory.create(RequestSymbols.OPERATION, operations);
        heads[RequestSymbols.SIZE] = factory.create(RequestSymbols.SIZE, SIZES);
        heads[RequestSymbols.DELTA] = factory.create(RequestSymbols.DELTA, DELTAS);
        heads[RequestSymbols.GAP] = factory.create(RequestSymbols.GAP, GAPS);
    }

    /** A head that takes all symbols to be equally likely. */
    static Head uniform(int alphabet) {
        double bits = StrictMath.log(alphabet) / StrictMath.log(2);
        return stream -> bits;
    }

    @Override
    public void observe(int function, TrafficElement request, PredictionScore score) {
        while (streams.size() <= function) {
            streams.add(new StreamContext());
        }
        StreamContext stream = streams.get(function);
        stream.advance(request);
        score.operationBits = heads[RequestSymbols.OPERATION].observe(stream);
        score.sizeBits = heads[RequestSymbols.SIZE].observe(stream);
        score.deltaBits = heads[RequestSymbols.DELTA].observe(stream);
        score.gapBits = heads[RequestSymbols.GAP].observe(stream);
        stream.remember();
    }
}
