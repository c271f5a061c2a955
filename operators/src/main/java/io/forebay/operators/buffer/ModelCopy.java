package io.forebay.operators.buffer;

import io.forebay.operators.state.FrozenObject;
import io.forebay.predictor.FrozenModel;

/** A model that becomes part of a checkpoint beside the traffic. */
record ModelCopy(FrozenModel model) implements FrozenObject {
    @Override
    public long heapBytes() {
        return model.heapBytes();
    }

    @Override
    public byte[] toBytes() {
        return model.toBytes();
    }
}
