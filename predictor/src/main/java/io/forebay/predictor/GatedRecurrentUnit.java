package io.forebay.predictor;

import java.util.Arrays;
import java.util.Random;

/**
 * A gated recurrent unit (Cho et al., 2014, with the reset gate after the recurrent product, as
 * cuDNN and PyTorch have it), trained at every request it predicts.
 *
 * <p>In: the function's previous request, embedded straight into the gates. Out: the log-odds of
 * any decision about the next request, from an output row per node and the hidden vector plus a
 * chain vector per symbol of the request that is known already.
 *
 * <p>The gradient is that of one step: it reaches the recurrent matrix but not the step before.
 * Longer truncation was measured and brings nothing here. The gradient at the gates is divided by
 * its running root mean square and clipped, so no surprise moves a weight far, and all weights are
 * bounded. Weights are shared by the functions of a device; what is a function's own is in {@link
 * RecurrentState}. One thread.
 *
 * <p>Order of calls: {@link #forward}; for each head, for each decision {@link #logOdds} and {@link
 * #learn}, then {@link #endHead}; at last {@link #finish}.
 */
final class GatedRecurrentUnit {
    private static final float LOG_ODDS_LIMIT = 8f;

    /** Rates of output rows and of the recurrent matrix over that of the embeddings. */
    private static final float OUTPUT_RATE = 8f;

    private static final float RECURRENT_RATE = 0.3f;
    private static final float NORM_RATE = 0.01f;
    private static final float FIRST_MEAN_SQUARE = 1e-4f;
    private static final float LEAST_MEAN_SQUARE = 1e-3f;
    private static final float GRADIENT_LIMIT = 3f;
    private static final float CHAIN_BOUND = 8f;

    /** Weights decay by this at each step, which bounds them without a comparison. */
    private static final float KEEP = 1f - 1e-6f;

    /** Errors below this teach nothing: what is certain needs no larger weights. */
    private static final float LEAST_ERROR = 0.02f;

    /** Codes of operation, size and delta: a head sees those of the heads before it. */
    private static final int CHAIN_CODES = SymbolTree.FIRST_CODE[RequestSymbols.GAP];

    private final int units;
    private final float embeddingStep;
    private final float outputStep;
    private final float recurrentStep;

    final float[] embeddings;

    /** Of the three gates, and of the candidate's recurrent part inside the reset gate. */
    final float[] biases;

    final float[] recurrent;

    /** A row per node: units, then the bias. */
    final float[] outputs;

    final float[] chains;

    /** Share of the rates at which it learns now. */
    private float pace = 1f;

    private float meanSquare = FIRST_MEAN_SQUARE;

    /** Whether the head being coded taught anything yet. */
    private boolean taught;

    /** Of the step being computed. */
    private final float[] gates;

    private final float[] products;
    private final float[] reset;
    private final float[] update;
    private final float[] candidate;
    private final float[] part;
    private final float[] hidden;
    private final float[] seen;
    private final float[] seenGradient;
    private final float[] hiddenGradient;

    /** Gates reset, update, candidate, and the candidate's recurrent part. */
    private final float[] gateGradient;

    /** The same for the products of the recurrent matrix, in one piece. */
    private final float[] productGradient;

    private final int[] codes = new int[RequestSymbols.HEADS];

    GatedRecurrentUnit(PredictorSettings settings) {
        units = settings.recurrentUnits();
        embeddingStep = (float) settings.learningRate();
        outputStep = embeddingStep * OUTPUT_RATE;
        recurrentStep = embeddingStep * RECURRENT_RATE;
        embeddings = new float[RecurrentState.INPUT_ROWS * 3 * units];
        biases = new float[4 * units];
        recurrent = new float[3 * units * units];
        outputs = new float[SymbolTree.NODES * (units + 1)];
        chains = new float[CHAIN_CODES * units];
        var random = new Random(settings.seed());
        fill(random, embeddings, 0.3f);
        fill(random, recurrent, (float) (1 / Math.sqrt(units)));
        fill(random, outputs, 0.05f);
        fill(random, chains, 0.05f);

        gates = new float[3 * units];
        products = new float[3 * units];
        reset = new float[units];
        update = new float[units];
        candidate = new float[units];
        part = new float[units];
        hidden = new float[units];
        seen = new float[units];
        seenGradient = new float[units];
        hiddenGradient = new float[units];
        gateGradient = new float[4 * units];
        productGradient = new float[3 * units];
    }

    private static void fill(Random random, float[] weights, float bound) {
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (2 * random.nextFloat() - 1) * bound;
        }
    }

    /** Computes the hidden vector for the next request; repeating it changes nothing. */
    void forward(RecurrentState state) {
        int h = units;
        float[] before = state.hidden;
        System.arraycopy(biases, 0, gates, 0, 3 * h);
        for (int row : state.inputs) {
            if (row >= 0) {
                addRow(gates, embeddings, row * 3 * h, 3 * h);
            }
        }
        multiply(before);
        for (int j = 0; j < h; j++) {
            float r = Logistic.squash(gates[j] + products[j]);
            float u = Logistic.squash(gates[h + j] + products[h + j]);
            float p = products[2 * h + j] + biases[3 * h + j];
            float c = Logistic.tanh(gates[2 * h + j] + r * p);
            reset[j] = r;
            update[j] = u;
            part[j] = p;
            candidate[j] = c;
            hidden[j] = c + u * (before[j] - c);
        }
        System.arraycopy(hidden, 0, seen, 0, h);
        Arrays.fill(hiddenGradient, 0f);
    }

    private void multiply(float[] before) {
        float[] sums = products;
        float[] matrix = recurrent;
        Arrays.fill(sums, 0f);
        for (int j = 0; j < before.length; j++) {
            float factor = before[j];
            int row = j * sums.length;
            for (int k = 0; k < sums.length; k++) {
                sums[k] += factor * matrix[row + k];
            }
        }
    }

    private static void addRow(float[] sums, float[] rows, int row, int length) {
        for (int k = 0; k < length; k++) {
            sums[k] += rows[row + k];
        }
    }

    /** The hidden vector of the step being computed. */
    float[] hidden() {
        return hidden;
    }

    /** Lets it learn at a share of its rates from now on. */
    void setPace(float share) {
        pace = share;
    }

    /** Log-odds of a decision of the head being coded. */
    float logOdds(int node) {
        int row = node * (units + 1);
        float sum = outputs[row + units] + Vectors.dot(outputs, row, seen, 0, units);
        if (sum > LOG_ODDS_LIMIT) {
            return LOG_ODDS_LIMIT;
        }
        return sum < -LOG_ODDS_LIMIT ? -LOG_ODDS_LIMIT : sum;
    }

    /** Learns from the error at a decision: the probability given to 1 minus the bit that came. */
    void learn(int node, float error) {
        if (error < LEAST_ERROR && error > -LEAST_ERROR) {
            return;
        }
        taught = true;
        int row = node * (units + 1);
        float[] w = outputs;
        float[] v = seen;
        float[] gradient = seenGradient;
        float step = -outputStep * pace * error;
        for (int j = 0; j < v.length; j++) {
            float weight = w[row + j];
            gradient[j] += error * weight;
            w[row + j] = weight * KEEP + step * v[j];
        }
        w[row + units] = w[row + units] * KEEP + step;
    }

    private void moveChain(int row, float step) {
        float[] w = chains;
        float[] gradient = seenGradient;
        for (int j = 0; j < gradient.length; j++) {
            float weight = w[row + j] - step * gradient[j];
            w[row + j] = Math.max(-CHAIN_BOUND, Math.min(CHAIN_BOUND, weight));
        }
    }

    /** Ends a head: the vectors of the symbols it saw learn, and the next heads see its own. */
    void endHead(int head, int code) {
        if (taught) {
            int h = units;
            addRow(hiddenGradient, seenGradient, 0, h);
            float step = embeddingStep * pace;
            for (int earlier = 0; earlier < head; earlier++) {
                moveChain(codes[earlier] * h, step);
            }
            Arrays.fill(seenGradient, 0f);
            taught = false;
        }
        codes[head] = code;
        see(code);
    }

    /** Lets the heads that follow see a symbol of this request. */
    void see(int code) {
        if (code < CHAIN_CODES) {
            addRow(seen, chains, code * units, units);
        }
    }

    /** Learns from the request's errors and moves on to the next. */
    void finish(RecurrentState state) {
        cellBackward(state.hidden);
        normalize();
        int h = units;
        float inputStep = embeddingStep * pace;
        for (int row : state.inputs) {
            if (row >= 0) {
                moveRow(embeddings, row * 3 * h, gateGradient, 0, 3 * h, inputStep);
            }
        }
        moveRow(biases, 0, gateGradient, 0, 4 * h, inputStep);
        System.arraycopy(gateGradient, 0, productGradient, 0, 2 * h);
        System.arraycopy(gateGradient, 3 * h, productGradient, 2 * h, h);
        for (int j = 0; j < h; j++) {
            float step = recurrentStep * pace * state.hidden[j];
            int row = j * 3 * h;
            moveRow(recurrent, row, productGradient, 0, 3 * h, step);
        }
        System.arraycopy(hidden, 0, state.hidden, 0, h);
    }

    /** From the gradient of the hidden vector to that of the gates. */
    void cellBackward(float[] before) {
        int h = units;
        for (int j = 0; j < h; j++) {
            float d = hiddenGradient[j];
            float r = reset[j];
            float u = update[j];
            float c = candidate[j];
            float dCandidate = d * (1f - u) * (1f - c * c);
            gateGradient[j] = dCandidate * part[j] * r * (1f - r);
            gateGradient[h + j] = d * (before[j] - c) * u * (1f - u);
            gateGradient[2 * h + j] = dCandidate;
            gateGradient[3 * h + j] = dCandidate * r;
        }
    }

    float[] gateGradient() {
        return gateGradient;
    }

    private void normalize() {
        float squares = 0;
        for (float g : gateGradient) {
            squares += g * g;
        }
        meanSquare += (squares / gateGradient.length - meanSquare) * NORM_RATE;
        float scale = 1f / (float) Math.sqrt(meanSquare + LEAST_MEAN_SQUARE);
        for (int k = 0; k < gateGradient.length; k++) {
            float g = gateGradient[k] * scale;
            gateGradient[k] = Math.max(-GRADIENT_LIMIT, Math.min(GRADIENT_LIMIT, g));
        }
    }

    private static void moveRow(
            float[] weights, int row, float[] gradient, int from, int length, float step) {
        for (int k = 0; k < length; k++) {
            weights[row + k] = weights[row + k] * KEEP - step * gradient[from + k];
        }
    }

    /** Bytes of the weights. */
    long bytes() {
        return 4L
                * (embeddings.length
                        + biases.length
                        + recurrent.length
                        + outputs.length
                        + chains.length);
    }

    private float[][] weights() {
        return new float[][] {embeddings, biases, recurrent, outputs, chains};
    }

    void average(GatedRecurrentUnit[] others, double[] shares) {
        float[][] mine = weights();
        for (int part = 0; part < mine.length; part++) {
            var sources = new float[others.length][];
            for (int k = 0; k < others.length; k++) {
                sources[k] = others[k].weights()[part];
            }
            Averages.weighted(sources, shares, mine[part]);
        }
        double mean = 0;
        for (int k = 0; k < others.length; k++) {
            mean += shares[k] * others[k].meanSquare;
        }
        meanSquare = (float) mean;
    }

    void write(SnapshotWriter out) {
        for (float[] part : weights()) {
            out.putFloats(part);
        }
        out.putFloats(new float[] {meanSquare});
    }

    void read(SnapshotReader in) {
        for (float[] part : weights()) {
            in.getFloats(part);
        }
        float[] last = new float[1];
        in.getFloats(last);
        meanSquare = last[0];
    }
}
