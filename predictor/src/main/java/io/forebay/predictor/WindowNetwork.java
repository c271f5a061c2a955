package io.forebay.predictor;

import java.util.Arrays;

/**
 * A small recurrent network over demand windows: each unit keeps a share of its value and takes in
 * a feature of the window, both shares and features learned.
 *
 * <p>{@code hidden = z * hidden + (1 - z) * c} with {@code z} and {@code c} of the window's inputs
 * alone, so that the exact gradient through all earlier windows is one trace per weight, carried
 * along (real-time recurrent learning; Mozer, 1989). It begins with half-lives of 1, 2, 4, …
 * windows. Weights are bounded and gradients normalised: it cannot diverge. One thread.
 */
final class WindowNetwork {
    static final int UNITS = 6;
    static final int INPUTS = 7;

    private static final int SEED = 0x51ED;
    private static final float RATE = 0.01f;
    private static final float SQUARES_RATE = 0.02f;
    private static final float STEP_LIMIT = 3f;
    private static final float WEIGHT_BOUND = 8f;

    /** Of each unit its gate's weights, then its feature's. */
    private final float[] weights = new float[UNITS * 2 * INPUTS];

    private final float[] traces = new float[UNITS * 2 * INPUTS];
    private final float[] squares = new float[UNITS];
    private final boolean forgetful;

    /** What the forecasts of the next window see. */
    final float[] hidden = new float[UNITS];

    /** Gradient of the log-likelihood by the hidden values; the forecasts add to it. */
    final float[] gradient = new float[UNITS];

    /**
     * A network that has learned nothing.
     *
     * @param forgetful whether it forgets before each window, for reports
     */
    WindowNetwork(boolean forgetful) {
        this.forgetful = forgetful;
        int hash = SEED;
        for (int unit = 0; unit < UNITS; unit++) {
            int gate = unit * 2 * INPUTS;
            double kept = StrictMath.pow(0.5, 1.0 / (1 << unit));
            weights[gate] = (float) StrictMath.log(kept / (1 - kept));
            for (int i = 0; i < INPUTS; i++) {
                hash = Hashing.mix(hash, unit * INPUTS + i);
                weights[gate + INPUTS + i] = (hash >>> 8) / (float) (1 << 23) - 1f;
            }
        }
    }

    float[] weights() {
        return weights;
    }

    /** Derivative of each unit's hidden value by each of its weights. */
    float[] traces() {
        return traces;
    }

    /** Learns from the gradient that was gathered since the last window. */
    void learn() {
        for (int unit = 0; unit < UNITS; unit++) {
            float g = gradient[unit];
            gradient[unit] = 0;
            squares[unit] += (g * g - squares[unit]) * SQUARES_RATE;
            float normalised = g / (float) Math.sqrt(squares[unit] + 1e-6f);
            float step = RATE * Math.max(-STEP_LIMIT, Math.min(STEP_LIMIT, normalised));
            int at = unit * 2 * INPUTS;
            for (int i = at; i < at + 2 * INPUTS; i++) {
                float moved = weights[i] + step * traces[i];
                weights[i] = Math.max(-WEIGHT_BOUND, Math.min(WEIGHT_BOUND, moved));
            }
        }
    }

    /** Takes in a window; the first input is to be 1. */
    void advance(float[] inputs) {
        if (forgetful) {
            Arrays.fill(hidden, 0f);
            Arrays.fill(traces, 0f);
        }
        for (int unit = 0; unit < UNITS; unit++) {
            int gate = unit * 2 * INPUTS;
            int feature = gate + INPUTS;
            float z = Logistic.sigmoid(Vectors.dot(weights, gate, inputs, 0, INPUTS));
            float c =
                    2f * Logistic.sigmoid(2f * Vectors.dot(weights, feature, inputs, 0, INPUTS))
                            - 1f;
            float byGate = (hidden[unit] - c) * z * (1 - z);
            float byFeature = (1 - z) * (1 - c * c);
            for (int i = 0; i < INPUTS; i++) {
                traces[gate + i] = z * traces[gate + i] + byGate * inputs[i];
                traces[feature + i] = z * traces[feature + i] + byFeature * inputs[i];
            }
            hidden[unit] = z * hidden[unit] + (1 - z) * c;
        }
    }

    void write(SnapshotWriter out) {
        out.putFloats(weights);
        out.putFloats(traces);
        out.putFloats(squares);
        out.putFloats(hidden);
    }

    void read(SnapshotReader in) {
        in.getFloats(weights);
        in.getFloats(traces);
        in.getFloats(squares);
        in.getFloats(hidden);
    }
}
