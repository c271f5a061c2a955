package io.forebay.predictor;

import java.util.Arrays;

/**
 * A gated recurrent unit (Cho et al., 2014, with the reset gate after the recurrent product, as
 * cuDNN and PyTorch have it), trained while it predicts.
 *
 * <p>In: the codes of the function's previous request, embedded straight into the gates. Out: the
 * log-odds of any decision about the next request, from an output row per node and the hidden
 * vector plus a chain vector per symbol of the request that is known already. Every {@code
 * truncationSteps} requests of a function it is trained by back-propagation through these requests
 * and one step of Adam. Weights are shared by the functions of a device; the state is in {@link
 * RecurrentTape}. One thread.
 */
final class GatedRecurrentUnit {
    private static final float GRADIENT_NORM_LIMIT = 5f;
    private static final float LOG_ODDS_LIMIT = 8f;

    /** Rates of embeddings and outputs over that of the recurrent matrix. */
    private static final float EMBEDDING_RATE = 3f;

    private static final float OUTPUT_RATE = 3f;

    private final int units;
    private final int steps;
    private final float rate;
    private final RecurrentParameters parameters;
    private final float[] gradient;
    private final AdamOptimizer optimizer;

    /** Blocks with a gradient. */
    private final int[] touched = new int[RecurrentParameters.BLOCKS];

    private final boolean[] isTouched = new boolean[RecurrentParameters.BLOCKS];
    private int touchedCount;

    private final float[] gates;
    private final float[] recurrent;
    private final float[] seen;
    private final float[] seenGradient;
    private final float[] hiddenGradient;
    private final float[] gateGradient;

    GatedRecurrentUnit(PredictorSettings settings) {
        units = settings.recurrentUnits();
        steps = settings.truncationSteps();
        rate = (float) settings.learningRate();
        parameters = new RecurrentParameters(units);
        parameters.initialize(settings.seed());
        gradient = new float[parameters.values.length];
        optimizer = new AdamOptimizer(parameters.values, RecurrentParameters.BLOCKS);
        gates = new float[3 * units];
        recurrent = new float[3 * units];
        seen = new float[units];
        seenGradient = new float[units];
        hiddenGradient = new float[units];
        gateGradient = new float[6 * units];
    }

    RecurrentParameters parameters() {
        return parameters;
    }

    float[] gradient() {
        return gradient;
    }

    /** Computes the hidden vector for the next request; repeating it changes nothing. */
    void forward(RecurrentTape tape) {
        int h = units;
        float[] w = parameters.values;
        int step = tape.filled;
        int at = step * RecurrentTape.VECTORS * h;
        float[] v = tape.vectors;
        int bias = parameters.offset(RecurrentParameters.BIAS_BLOCK);
        System.arraycopy(w, bias, gates, 0, 3 * h);
        for (int i = 0; i < RequestSymbols.HEADS; i++) {
            int code = tape.previousCodes[i];
            tape.inputCodes[step * RequestSymbols.HEADS + i] = code;
            if (code >= 0) {
                Vectors.add(gates, w, parameters.embedding(code), 3 * h);
            }
        }
        Arrays.fill(recurrent, 0f);
        int matrix = parameters.offset(RecurrentParameters.RECURRENT_BLOCK);
        for (int j = 0; j < h; j++) {
            Vectors.addScaled(recurrent, 0, w, matrix + j * 3 * h, 3 * h, tape.hidden[j]);
        }
        for (int j = 0; j < h; j++) {
            float reset = Logistic.sigmoid(gates[j] + recurrent[j]);
            float update = Logistic.sigmoid(gates[h + j] + recurrent[h + j]);
            float part = recurrent[2 * h + j] + w[bias + 3 * h + j];
            float candidate = Logistic.tanh(gates[2 * h + j] + reset * part);
            float before = tape.hidden[j];
            v[at + j] = before;
            v[at + h + j] = reset;
            v[at + 2 * h + j] = update;
            v[at + 3 * h + j] = candidate;
            v[at + 4 * h + j] = part;
            v[at + 5 * h + j] = candidate + update * (before - candidate);
        }
        System.arraycopy(v, at + 5 * h, seen, 0, h);
    }

    /** Log-odds of a decision of the head being coded. */
    float logOdds(int node) {
        float[] w = parameters.values;
        int row = parameters.output(node);
        float sum = w[row + units] + Vectors.dot(w, row, seen, 0, units);
        return Math.max(-LOG_ODDS_LIMIT, Math.min(LOG_ODDS_LIMIT, sum));
    }

    /** Lets the heads that follow see a symbol of this request. */
    void see(int code) {
        if (code < RecurrentParameters.CHAIN_CODES) {
            Vectors.add(seen, parameters.values, parameters.chain(code), units);
        }
    }

    /** Records the error at a decision: the probability given to 1 minus the bit that came. */
    void record(RecurrentTape tape, int decision, int node, float error) {
        int at = tape.filled * RecurrentTape.MAX_DECISIONS + decision;
        tape.nodes[at] = node;
        tape.errors[at] = error;
    }

    /** Records the code of a head and that its decisions end here. */
    void recordHead(RecurrentTape tape, int head, int code, int decisions) {
        int at = tape.filled * RequestSymbols.HEADS + head;
        tape.targetCodes[at] = code;
        tape.headEnds[at] = decisions;
    }

    /** Moves on to the next request, and trains when enough of them are recorded. */
    void finish(RecurrentTape tape) {
        int h = units;
        int at = tape.filled * RecurrentTape.VECTORS * h;
        System.arraycopy(tape.vectors, at + 5 * h, tape.hidden, 0, h);
        System.arraycopy(
                tape.targetCodes,
                tape.filled * RequestSymbols.HEADS,
                tape.previousCodes,
                0,
                RequestSymbols.HEADS);
        tape.filled++;
        if (tape.filled == steps) {
            backward(tape);
            applyGradient(1f / steps);
            tape.filled = 0;
        }
    }

    /** Adds the gradient of the recorded requests' summed cost in nats. */
    void backward(RecurrentTape tape) {
        touch(RecurrentParameters.BIAS_BLOCK);
        touch(RecurrentParameters.RECURRENT_BLOCK);
        Arrays.fill(hiddenGradient, 0f);
        for (int step = tape.filled - 1; step >= 0; step--) {
            outputBackward(tape, step);
            cellBackward(tape, step);
        }
    }

    /** From the recorded errors to output rows, chain rows and the hidden vector. */
    private void outputBackward(RecurrentTape tape, int step) {
        int h = units;
        float[] w = parameters.values;
        System.arraycopy(tape.vectors, (step * RecurrentTape.VECTORS + 5) * h, seen, 0, h);
        int decision = 0;
        for (int head = 0; head < RequestSymbols.HEADS; head++) {
            int end = tape.headEnds[step * RequestSymbols.HEADS + head];
            Arrays.fill(seenGradient, 0f);
            for (; decision < end; decision++) {
                int at = step * RecurrentTape.MAX_DECISIONS + decision;
                int node = tape.nodes[at];
                float error = tape.errors[at];
                int row = parameters.output(node);
                touch(RecurrentParameters.FIRST_OUTPUT_BLOCK + node);
                Vectors.addScaled(gradient, row, seen, 0, h, error);
                Vectors.addScaled(seenGradient, 0, w, row, h, error);
                gradient[row + h] += error;
            }
            Vectors.add(hiddenGradient, seenGradient, 0, h);
            for (int earlier = 0; earlier < head; earlier++) {
                int code = tape.targetCodes[step * RequestSymbols.HEADS + earlier];
                touch(RecurrentParameters.FIRST_CHAIN_BLOCK + code);
                int row = parameters.chain(code);
                for (int j = 0; j < h; j++) {
                    gradient[row + j] += seenGradient[j];
                }
            }
            see(tape.targetCodes[step * RequestSymbols.HEADS + head]);
        }
    }

    /** Through the cell; leaves the gradient of the previous hidden vector. */
    private void cellBackward(RecurrentTape tape, int step) {
        int h = units;
        float[] v = tape.vectors;
        int at = step * RecurrentTape.VECTORS * h;
        for (int j = 0; j < h; j++) {
            float before = v[at + j];
            float reset = v[at + h + j];
            float update = v[at + 2 * h + j];
            float candidate = v[at + 3 * h + j];
            float part = v[at + 4 * h + j];
            float d = hiddenGradient[j];
            float dCandidate = d * (1f - update) * (1f - candidate * candidate);
            float dUpdate = d * (before - candidate) * update * (1f - update);
            float dReset = dCandidate * part * reset * (1f - reset);
            gateGradient[j] = dReset;
            gateGradient[h + j] = dUpdate;
            gateGradient[2 * h + j] = dCandidate;
            gateGradient[3 * h + j] = dReset;
            gateGradient[4 * h + j] = dUpdate;
            gateGradient[5 * h + j] = dCandidate * reset;
            hiddenGradient[j] = d * update;
        }
        inputBackward(tape, step);
        float[] w = parameters.values;
        int matrix = parameters.offset(RecurrentParameters.RECURRENT_BLOCK);
        for (int j = 0; j < h; j++) {
            int row = matrix + j * 3 * h;
            Vectors.addScaled(gradient, row, gateGradient, 3 * h, 3 * h, v[at + j]);
            hiddenGradient[j] += Vectors.dot(w, row, gateGradient, 3 * h, 3 * h);
        }
    }

    private void inputBackward(RecurrentTape tape, int step) {
        int h = units;
        for (int i = 0; i < RequestSymbols.HEADS; i++) {
            int code = tape.inputCodes[step * RequestSymbols.HEADS + i];
            if (code >= 0) {
                touch(code);
                int row = parameters.embedding(code);
                for (int k = 0; k < 3 * h; k++) {
                    gradient[row + k] += gateGradient[k];
                }
            }
        }
        int bias = parameters.offset(RecurrentParameters.BIAS_BLOCK);
        for (int k = 0; k < 3 * h; k++) {
            gradient[bias + k] += gateGradient[k];
        }
        for (int k = 0; k < h; k++) {
            gradient[bias + 3 * h + k] += gateGradient[5 * h + k];
        }
    }

    private void touch(int block) {
        if (!isTouched[block]) {
            isTouched[block] = true;
            touched[touchedCount++] = block;
        }
    }

    /** Scales, clips and applies the gradient, and clears it. */
    void applyGradient(float share) {
        float squares = 0;
        for (int i = 0; i < touchedCount; i++) {
            int offset = parameters.offset(touched[i]);
            int length = parameters.length(touched[i]);
            squares += Vectors.dot(gradient, offset, gradient, offset, length);
        }
        float norm = (float) Math.sqrt(squares) * share;
        float scale = norm > GRADIENT_NORM_LIMIT ? share * GRADIENT_NORM_LIMIT / norm : share;
        for (int i = 0; i < touchedCount; i++) {
            int block = touched[i];
            isTouched[block] = false;
            optimizer.step(
                    block,
                    parameters.offset(block),
                    parameters.length(block),
                    gradient,
                    scale,
                    rateOf(block));
        }
        touchedCount = 0;
    }

    private float rateOf(int block) {
        if (block < RecurrentParameters.BIAS_BLOCK) {
            return rate * EMBEDDING_RATE;
        }
        return block < RecurrentParameters.FIRST_OUTPUT_BLOCK ? rate : rate * OUTPUT_RATE;
    }

    void average(GatedRecurrentUnit[] others, double[] shares) {
        var values = new float[others.length][];
        var optimizers = new AdamOptimizer[others.length];
        for (int k = 0; k < others.length; k++) {
            values[k] = others[k].parameters.values;
            optimizers[k] = others[k].optimizer;
        }
        Averages.weighted(values, shares, parameters.values);
        optimizer.average(optimizers, shares);
    }

    void write(SnapshotWriter out) {
        out.putFloats(parameters.values);
        optimizer.write(out);
    }

    void read(SnapshotReader in) {
        in.getFloats(parameters.values);
        optimizer.read(in);
    }
}
