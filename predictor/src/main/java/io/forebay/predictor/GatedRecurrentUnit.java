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

    /** Errors below this teach nothing: what is certain needs no larger weights. */
    private static final float LEAST_ERROR = 0.02f;

    /** Codes of operation, size and delta: a head sees those of the heads before it. */
    private static final int CHAIN_CODES = SymbolTree.FIRST_CODE[RequestSymbols.GAP];

    private final int units;
    private final float embeddingStep;
    private final float outputStep;
    private final float recurrentStep;

    /** A row per input: the three gates. */
    final WeightRows embeddings;

    /** Of the three gates, and of the candidate's recurrent part inside the reset gate. */
    final WeightRows biases;

    /** A row per unit: the three gates. */
    final WeightRows recurrent;

    /** A row per node: units, then the bias. */
    final WeightRows outputs;

    /** A row per code of the heads that others follow. */
    final WeightRows chains;

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
        embeddings = new WeightRows(RecurrentState.INPUT_ROWS, 3 * units);
        biases = new WeightRows(1, 4 * units);
        recurrent = new WeightRows(units, 3 * units);
        outputs = new WeightRows(SymbolTree.NODES, units + 1);
        chains = new WeightRows(CHAIN_CODES, units);
        var random = new Random(settings.seed());
        embeddings.draw(random, 0.3f);
        recurrent.draw(random, (float) (1 / Math.sqrt(units)));
        outputs.draw(random, 0.05f);
        chains.draw(random, 0.05f);

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

    /** Computes the hidden vector for the next request; repeating it changes nothing. */
    void forward(RecurrentState state) {
        int h = units;
        float[] before = state.hidden;
        float[] bias = biases.row(0);
        System.arraycopy(bias, 0, gates, 0, 3 * h);
        for (int row : state.inputs) {
            if (row >= 0) {
                embeddings.addTo(gates, row);
            }
        }
        Arrays.fill(products, 0f);
        recurrent.addProducts(before, products);
        for (int j = 0; j < h; j++) {
            float r = Logistic.squash(gates[j] + products[j]);
            float u = Logistic.squash(gates[h + j] + products[h + j]);
            float p = products[2 * h + j] + bias[3 * h + j];
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
        float[] row = outputs.row(node);
        float sum = row[units] + Vectors.dot(row, 0, seen, 0, units);
        return Logistic.bounded(sum, LOG_ODDS_LIMIT);
    }

    /** Learns from the error at a decision: the probability given to 1 minus the bit that came. */
    void learn(int node, float error) {
        if (error < LEAST_ERROR && error > -LEAST_ERROR) {
            return;
        }
        taught = true;
        float[] row = outputs.row(node);
        float[] v = seen;
        float[] gradient = seenGradient;
        float step = -outputStep * pace * error;
        for (int j = 0; j < v.length; j++) {
            float weight = row[j];
            gradient[j] += error * weight;
            row[j] = weight * WeightRows.KEEP + step * v[j];
        }
        row[units] = row[units] * WeightRows.KEEP + step;
    }

    private void moveChain(int code, float step) {
        float[] row = chains.row(code);
        float[] gradient = seenGradient;
        for (int j = 0; j < gradient.length; j++) {
            row[j] = Logistic.bounded(row[j] - step * gradient[j], CHAIN_BOUND);
        }
    }

    /** Ends a head: the vectors of the symbols it saw learn, and the next heads see its own. */
    void endHead(int head, int code) {
        if (taught) {
            for (int j = 0; j < units; j++) {
                hiddenGradient[j] += seenGradient[j];
            }
            float step = embeddingStep * pace;
            for (int earlier = 0; earlier < head; earlier++) {
                moveChain(codes[earlier], step);
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
            chains.addTo(seen, code);
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
                embeddings.move(row, gateGradient, inputStep);
            }
        }
        biases.move(0, gateGradient, inputStep);
        System.arraycopy(gateGradient, 0, productGradient, 0, 2 * h);
        System.arraycopy(gateGradient, 3 * h, productGradient, 2 * h, h);
        recurrent.moveAll(state.hidden, productGradient, recurrentStep * pace);
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
            gateGradient[k] = Logistic.bounded(gateGradient[k] * scale, GRADIENT_LIMIT);
        }
    }

    /** Bytes of the weights. */
    long bytes() {
        long weights = 0;
        for (WeightRows part : weights()) {
            weights += part.size();
        }
        return Float.BYTES * weights;
    }

    private WeightRows[] weights() {
        return new WeightRows[] {embeddings, biases, recurrent, outputs, chains};
    }

    void average(GatedRecurrentUnit[] others, double[] shares) {
        WeightRows[] mine = weights();
        for (int part = 0; part < mine.length; part++) {
            var sources = new float[others.length][];
            for (int k = 0; k < others.length; k++) {
                sources[k] = others[k].weights()[part].toArray();
            }
            float[] averaged = new float[mine[part].size()];
            Averages.weighted(sources, shares, averaged);
            mine[part].set(averaged);
        }
        double mean = 0;
        for (int k = 0; k < others.length; k++) {
            mean += shares[k] * others[k].meanSquare;
        }
        meanSquare = (float) mean;
    }

    void write(SnapshotWriter out) {
        for (WeightRows part : weights()) {
            out.putFloats(part.toArray());
        }
        out.putFloats(new float[] {meanSquare});
    }

    void read(SnapshotReader in) {
        for (WeightRows part : weights()) {
            float[] all = new float[part.size()];
            in.getFloats(all);
            part.set(all);
        }
        float[] last = new float[1];
        in.getFloats(last);
        meanSquare = last[0];
    }
}
