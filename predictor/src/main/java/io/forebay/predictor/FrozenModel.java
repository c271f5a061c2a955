package io.forebay.predictor;

/**
 * A model as it was when it was frozen, {@link FunctionModel#toBytes} or {@link
 * DeviceModel#toBytes} in two steps: the second may be taken later, by another thread.
 */
public final class FrozenModel {
    private final SnapshotWriter words;

    FrozenModel(SnapshotWriter words) {
        this.words = words;
    }

    /** Memory it takes. */
    public long heapBytes() {
        return words.heapBytes();
    }

    /** The snapshot that {@link DeviceModel} reads. */
    public byte[] toBytes() {
        return words.toBytes();
    }
}
