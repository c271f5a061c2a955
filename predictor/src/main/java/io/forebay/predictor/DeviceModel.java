package io.forebay.predictor;

import java.util.List;

/**
 * What is learned slowly, shared by the functions of one device: the weights of the recurrent
 * network and of the mixers. Functions are made from it and train it while they observe. One thread
 * for a device and its functions.
 */
public final class DeviceModel {
    public static DeviceModel create(PredictorSettings settings) {
        throw new UnsupportedOperationException();
    }

    /**
     * The weighted average of models trained apart, as after a change of parallelism; weights are
     * the requests trained on.
     */
    public static DeviceModel average(PredictorSettings settings, List<DeviceModel> models) {
        throw new UnsupportedOperationException();
    }

    /**
     * Restores a snapshot bit for bit.
     *
     * @throws IllegalArgumentException when the format version is unknown or the settings do not
     *     match
     */
    public static DeviceModel fromBytes(PredictorSettings settings, byte[] snapshot) {
        throw new UnsupportedOperationException();
    }

    public byte[] toBytes() {
        throw new UnsupportedOperationException();
    }

    /** Requests these weights were trained on. */
    public long trainedRequests() {
        throw new UnsupportedOperationException();
    }

    /** A function that has seen nothing yet. */
    public FunctionModel newFunction() {
        throw new UnsupportedOperationException();
    }

    /** Restores a function's snapshot bit for bit onto this device. */
    public FunctionModel functionFromBytes(byte[] snapshot) {
        throw new UnsupportedOperationException();
    }
}
