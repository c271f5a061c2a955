package io.forebay.shaping.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Bits that each head of a function's requests usually takes: a mean that fades. One thread. */
final class HeadBits {
    /** Windows after which a window weighs a third of the newest. */
    private static final double MEMORY_WINDOWS = 5000;

    private final double[] bits = new double[WindowFigures.HEADS];
    private double requests;

    /** Usual bits of a request; 0 before the first. */
    double expected(int head) {
        return requests > 0 ? bits[head] / requests : 0;
    }

    /** Takes in a window's figures with a weight of 0 to 1. */
    void learn(WindowFigures window, double weight) {
        for (double head : window.headBits) {
            if (!Double.isFinite(head)) {
                return;
            }
        }
        double kept = 1 - weight / MEMORY_WINDOWS;
        for (int head = 0; head < WindowFigures.HEADS; head++) {
            bits[head] = kept * bits[head] + weight * window.headBits[head];
        }
        requests = kept * requests + weight * window.count;
    }

    void write(DataOutput out) throws IOException {
        for (double head : bits) {
            out.writeDouble(head);
        }
        out.writeDouble(requests);
    }

    void read(DataInput in) throws IOException {
        for (int head = 0; head < WindowFigures.HEADS; head++) {
            bits[head] = in.readDouble();
        }
        requests = in.readDouble();
    }
}
