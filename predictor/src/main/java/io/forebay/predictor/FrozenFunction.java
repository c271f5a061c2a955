package io.forebay.predictor;

/**
 * A function's model as it was when it was frozen, without the weights of its device: {@link
 * FunctionModel#toBytes} in two steps, of which the second may be taken later, by another thread.
 */
public final class FrozenFunction {
    private final SnapshotWriter words;

    FrozenFunction(SnapshotWriter words) {
        this.words = words;
    }

    /** Memory it takes. */
    public long heapBytes() {
        return words.heapBytes();
    }

    /** The snapshot that {@link DeviceModel#functionFromBytes} reads. */
    public byte[] toBytes() {
        return words.toBytes();
    }
}
