package io.forebay.predictor;

/**
 * Predicts a request decision by decision and learns from each: counters and guesses of the
 * function, and the recurrent network, mixed by learned weights. Holds what the functions of a
 * device share. One thread.
 *
 * <p>Order of calls for a request: {@link #begin}, then {@link #code} for each head in order, then
 * {@link #finish}.
 */
final class RequestEngine {
    /*
     * Logistic mixing of binary predictions as in the PAQ family (Mahoney, 2005). Two mixers see
     * the same inputs with weights chosen by node and by which guesses are still in; a third mixes
     * them; two maps correct the result.
     */
    private static final int NETWORK_INPUT = ContextSet.COUNTERS + Guesses.COUNT;
    private static final int BIAS_INPUT = NETWORK_INPUT + 1;
    private static final int INPUTS = BIAS_INPUT + 1;

    /** Guesses whose presence chooses weights. */
    private static final int[] LIVE_GUESSES = {0, 2, 3, 4, Guesses.CANDIDATES};

    private static final int LIVE_SETS = 1 << LIVE_GUESSES.length;
    private static final int CHAIN_ROWS = 1 << 10;
    private static final float LEAST_PROBABILITY = 1f / 65536;
    private static final int[] LIVE_BIT = new int[Guesses.COUNT];

    static {
        for (int i = 0; i < LIVE_GUESSES.length; i++) {
            LIVE_BIT[LIVE_GUESSES[i]] = 1 << i;
        }
    }

    private final Ablation ablation;
    private final LogisticMixer byNode =
            new LogisticMixer(SymbolTree.NODES, INPUTS, 0.15f, 0.05f, 0.005f);
    private final LogisticMixer byLiveGuesses =
            new LogisticMixer(
                    RequestSymbols.HEADS * SymbolTree.MAX_DEPTH * LIVE_SETS,
                    INPUTS,
                    0.15f,
                    0.05f,
                    0.005f);
    private final LogisticMixer last = new LogisticMixer(SymbolTree.NODES, 2, 0.5f, 0.002f, 0.002f);
    private final StrengthMap strengths = new StrengthMap(Guesses.KINDS);
    private final ProbabilityMap nodeMap = new ProbabilityMap(SymbolTree.NODES);
    private final ProbabilityMap chainMap = new ProbabilityMap(CHAIN_ROWS);

    /** Null where the network is left out. */
    private final GatedRecurrentUnit network;

    private final Guesses guesses = new Guesses();
    private final ContextSet contexts = new ContextSet();

    /** Of the decision being coded. */
    private final float[] inputs = new float[INPUTS];

    private final int[] places = new int[ContextSet.COUNTERS];
    private final int[] placeHashes = new int[ContextSet.COUNTERS];
    private final float[] mixed = new float[2];
    private int liveSelector;
    private float lastLogOdds;
    private int decisions;

    RequestEngine(PredictorSettings settings, Ablation ablation) {
        this.ablation = ablation;
        boolean recurrent =
                settings.recurrentUnits() > 0 && ablation != Ablation.NO_RECURRENT_NETWORK;
        network = recurrent ? new GatedRecurrentUnit(settings) : null;
        inputs[BIAS_INPUT] = 0.3f;
    }

    boolean isRecurrent() {
        return network != null;
    }

    /** Sets up the prediction of a function's next request. */
    void begin(FunctionState f) {
        decisions = 0;
        contexts.start();
        guesses.prepare(f);
        if (network != null) {
            if (ablation == Ablation.RECURRENT_STATE_RESET) {
                java.util.Arrays.fill(f.tape.hidden, 0f);
            }
            network.forward(f.tape);
        }
    }

    private void prepareHead(FunctionState f, int head) {
        contexts.prepareHead(f, guesses, head);
        guesses.prepareHead(f, contexts, head);
    }

    /** The probability given to a head's symbol, which is then learned. */
    double code(FunctionState f, int head, int symbol) {
        prepareHead(f, head);
        int code = SymbolTree.code(head, symbol);
        double probability = 1;
        int depth = SymbolTree.DEPTH[code];
        for (int d = 0; d < depth; d++) {
            int node = SymbolTree.NODE[code * SymbolTree.MAX_DEPTH + d];
            int bit = SymbolTree.BIT[code * SymbolTree.MAX_DEPTH + d];
            float one = predict(f, head, node, d);
            probability *= bit == 1 ? one : 1f - one;
            learn(f, node, d, bit);
        }
        guesses.finishHead(f, contexts, head, symbol);
        contexts.see(head, symbol);
        if (network != null) {
            network.recordHead(f.tape, head, code, decisions);
            network.see(code);
        }
        return probability;
    }

    /** Ends a request: the function's history and the network learn it. */
    void finish(FunctionState f) {
        f.addRequest();
        if (network != null) {
            network.finish(f.tape);
        }
    }

    /**
     * The probability of a symbol under a head, given the symbols of the heads before it, of the
     * function's next request. Learns nothing.
     */
    double probabilityOf(FunctionState f, int[] earlierSymbols, int head, int symbol) {
        begin(f);
        for (int h = 0; h < head; h++) {
            contexts.see(h, earlierSymbols[h]);
            guesses.see(h, earlierSymbols[h]);
            if (network != null) {
                network.see(SymbolTree.code(h, earlierSymbols[h]));
            }
        }
        prepareHead(f, head);
        int code = SymbolTree.code(head, symbol);
        double probability = 1;
        for (int d = 0; d < SymbolTree.DEPTH[code]; d++) {
            int at = code * SymbolTree.MAX_DEPTH + d;
            float one = predict(f, head, SymbolTree.NODE[at], d);
            probability *= SymbolTree.BIT[at] == 1 ? one : 1f - one;
        }
        return probability;
    }

    /** The probability that the decision at a node is 1. */
    private float predict(FunctionState f, int head, int node, int depth) {
        boolean withContexts = ablation != Ablation.NO_CONTEXT_MODELS;
        int live = 0;
        if (withContexts) {
            gatherCounters(f, node);
            live = gatherGuesses(node, depth);
        }
        if (network != null) {
            inputs[NETWORK_INPUT] = network.logOdds(node);
        }
        liveSelector = (head * SymbolTree.MAX_DEPTH + depth) * LIVE_SETS + live;
        mixed[0] = byNode.mix(node, inputs);
        mixed[1] = byLiveGuesses.mix(liveSelector, inputs);
        lastLogOdds = last.mix(node, mixed);
        float chainRow = chainMap.refine(chainRow(node), lastLogOdds);
        float nodeRow = nodeMap.refine(node, lastLogOdds);
        float p = 0.5f * Logistic.squash(lastLogOdds) + 0.25f * nodeRow + 0.25f * chainRow;
        return Math.max(LEAST_PROBABILITY, Math.min(1f - LEAST_PROBABILITY, p));
    }

    private int chainRow(int node) {
        return Hashing.mix(contexts.chainHash(), node) & CHAIN_ROWS - 1;
    }

    private void gatherCounters(FunctionState f, int node) {
        CounterTable counters = f.counters;
        for (int k = 0; k < ContextSet.COUNTERS; k++) {
            int hash = Hashing.mix(contexts.counterHash(k), node);
            int place = counters.find(hash);
            placeHashes[k] = hash;
            places[k] = place;
            inputs[k] = counters.stretch(place);
        }
    }

    /** Inputs of the guesses that are still in; the answer tells which are, of a few. */
    private int gatherGuesses(int node, int depth) {
        int live = 0;
        int[] codes = guesses.codes;
        for (int g = 0; g < Guesses.COUNT; g++) {
            int code = codes[g];
            float input = 0f;
            if (code >= 0) {
                int at = code * SymbolTree.MAX_DEPTH + depth;
                if (depth < SymbolTree.DEPTH[code] && SymbolTree.NODE[at] == node) {
                    float strength = strengths.stretch(guesses.kinds[g] + depth);
                    input = SymbolTree.BIT[at] == 1 ? strength : -strength;
                    live |= LIVE_BIT[g];
                } else {
                    codes[g] = -1;
                }
            }
            inputs[ContextSet.COUNTERS + g] = input;
        }
        return live;
    }

    /** Learns the bit that came where {@link #predict} was asked last. */
    private void learn(FunctionState f, int node, int depth, int bit) {
        float first = Logistic.squash(mixed[0]);
        float second = Logistic.squash(mixed[1]);
        last.update(node, mixed, bit - Logistic.squash(lastLogOdds));
        byNode.update(node, inputs, bit - first);
        byLiveGuesses.update(liveSelector, inputs, bit - second);
        nodeMap.update(bit);
        chainMap.update(bit);
        if (network != null) {
            float error = Logistic.squash(inputs[NETWORK_INPUT]) - bit;
            network.record(f.tape, decisions, node, error);
        }
        decisions++;
        if (ablation == Ablation.NO_CONTEXT_MODELS) {
            return;
        }
        for (int k = 0; k < ContextSet.COUNTERS; k++) {
            f.counters.update(places[k], placeHashes[k], bit, k == 0);
        }
        int[] codes = guesses.codes;
        for (int g = 0; g < Guesses.COUNT; g++) {
            int code = codes[g];
            if (code >= 0) {
                int guessed = SymbolTree.BIT[code * SymbolTree.MAX_DEPTH + depth];
                strengths.update(guesses.kinds[g] + depth, guessed == bit);
            }
        }
    }

    void average(RequestEngine[] others, double[] shares) {
        int n = others.length;
        var nodes = new LogisticMixer[n];
        var lives = new LogisticMixer[n];
        var lasts = new LogisticMixer[n];
        var strengthMaps = new StrengthMap[n];
        var nodeMaps = new ProbabilityMap[n];
        var chainMaps = new ProbabilityMap[n];
        var networks = new GatedRecurrentUnit[n];
        for (int k = 0; k < n; k++) {
            nodes[k] = others[k].byNode;
            lives[k] = others[k].byLiveGuesses;
            lasts[k] = others[k].last;
            strengthMaps[k] = others[k].strengths;
            nodeMaps[k] = others[k].nodeMap;
            chainMaps[k] = others[k].chainMap;
            networks[k] = others[k].network;
        }
        byNode.average(nodes, shares);
        byLiveGuesses.average(lives, shares);
        last.average(lasts, shares);
        strengths.average(strengthMaps, shares);
        nodeMap.average(nodeMaps, shares);
        chainMap.average(chainMaps, shares);
        if (network != null) {
            network.average(networks, shares);
        }
    }

    void write(SnapshotWriter out) {
        byNode.write(out);
        byLiveGuesses.write(out);
        last.write(out);
        strengths.write(out);
        nodeMap.write(out);
        chainMap.write(out);
        if (network != null) {
            network.write(out);
        }
    }

    void read(SnapshotReader in) {
        byNode.read(in);
        byLiveGuesses.read(in);
        last.read(in);
        strengths.read(in);
        nodeMap.read(in);
        chainMap.read(in);
        if (network != null) {
            network.read(in);
        }
    }
}
