package io.forebay.predictor;

import java.util.Arrays;

/**
 * Predicts a request decision by decision and learns from each: counters and guesses of the
 * function, counters of the device, and the recurrent network, mixed by learned weights. Holds what
 * the functions of a device share. One thread.
 *
 * <p>Order of calls for a request: {@link #begin}, then {@link #code} for each head in order, then
 * {@link #finish}.
 */
final class RequestEngine {
    private static final int FIRST_GUESS = ContextSet.COUNTERS;
    private static final int NETWORK_INPUT = FIRST_GUESS + Guesses.COUNT;
    private static final int BIAS_INPUT = NETWORK_INPUT + 1;
    private static final int INPUTS = BIAS_INPUT + 1;
    private static final float BIAS = 0.3f;

    /** Slowest steps of the counters: 1 in so many. */
    private static final int FAST_LIMIT = 10;

    private static final int SLOW_LIMIT = 100;
    private static final int DEVICE_LIMIT = 200;

    /** Weight sets by the directions of the last two requests and the alignment of the end. */
    private static final int PHASES = 16;

    private static final int DEPTHS = RequestSymbols.HEADS * SymbolTree.MAX_DEPTH;
    private static final int CHAIN_ROWS = 1 << 10;
    private static final float LEAST_PROBABILITY = 1f / 65536;

    private final Ablation ablation;
    private final boolean withContexts;
    private final RequestMixer mixer =
            new RequestMixer(
                    INPUTS,
                    new int[] {
                        SymbolTree.NODES, DEPTHS * Guesses.LIVE_SETS, SymbolTree.NODES * PHASES
                    },
                    SymbolTree.NODES);
    private final StrengthMap strengths = new StrengthMap(Guesses.KINDS);
    private final ProbabilityMap nodeMap = new ProbabilityMap(SymbolTree.NODES);
    private final ProbabilityMap chainMap = new ProbabilityMap(CHAIN_ROWS);
    private final CounterTable deviceCounters;

    /** Null where the network is left out. */
    private final GatedRecurrentUnit network;

    private final int replayRequests;

    /** Null where the network is left out. */
    private final RingReplay replay;

    private final Guesses guesses = new Guesses();
    private final ContextSet contexts = new ContextSet();

    /** Of the decision being coded. */
    private final ActiveInputs inputs = new ActiveInputs(INPUTS);

    private final int[] places = new int[ContextSet.COUNTERS];
    private int phase;
    private float networkLogOdds;

    /** Keeps what {@link #touch} reads from being left out as useless. */
    @SuppressWarnings("UnusedVariable")
    private int touched;

    RequestEngine(PredictorSettings settings, Ablation ablation) {
        this.ablation = ablation;
        withContexts = ablation != Ablation.NO_CONTEXT_MODELS;
        boolean recurrent =
                settings.recurrentUnits() > 0 && ablation != Ablation.NO_RECURRENT_NETWORK;
        network = recurrent ? new GatedRecurrentUnit(settings) : null;
        replayRequests = settings.replayRequests();
        replay = recurrent ? new RingReplay(network, settings.recurrentUnits()) : null;
        deviceCounters = new CounterTable(settings.deviceCounterSlots());
    }

    boolean isRecurrent() {
        return network != null;
    }

    /** Sets up the prediction of a function's next request. */
    void begin(FunctionState f) {
        contexts.start(f);
        guesses.prepare(f);
        phase =
                directionOf(f.history.latest(1))
                        | directionOf(f.history.latest(2)) << 1
                        | ((int) f.symbols.previousEnd() & 3) << 2;
        if (network != null) {
            if (ablation == Ablation.RECURRENT_STATE_RESET) {
                Arrays.fill(f.recurrent.hidden, 0f);
            }
            network.forward(f.recurrent);
        }
    }

    private static int directionOf(int entry) {
        return RequestSymbols.directionOf(History.unpack(entry, RequestSymbols.OPERATION));
    }

    private void prepareHead(FunctionState f, int head) {
        if (withContexts) {
            contexts.prepareHead(f, guesses, head);
            guesses.prepareHead(f, contexts, head);
        }
    }

    /** The probability given to a head's symbol, which is then learned. */
    double code(FunctionState f, int head, int symbol) {
        prepareHead(f, head);
        int code = SymbolTree.code(head, symbol);
        int path = code * SymbolTree.MAX_DEPTH;
        double probability = 1;
        int depth = SymbolTree.DEPTH[code];
        touched = touch(f, path, depth);
        for (int d = 0; d < depth; d++) {
            int node = SymbolTree.NODE[path + d];
            int bit = SymbolTree.BIT[path + d];
            float one = predict(f, head, node, d);
            probability *= bit == 1 ? one : 1f - one;
            learn(f, node, d, bit);
        }
        if (withContexts) {
            guesses.finishHead(f, contexts, head, symbol);
        }
        contexts.see(head, symbol);
        if (network != null) {
            network.endHead(head, code);
        }
        return probability;
    }

    /**
     * Reads what the decisions of a path will look up in the function's counters: the places are
     * all known, so the processor fetches them at once, where one decision after the other would
     * wait for its own.
     */
    private int touch(FunctionState f, int path, int depth) {
        int sum = 0;
        for (int k = 0; k < ContextSet.FUNCTION_COUNTERS; k++) {
            int hash = contexts.counterHash(k);
            for (int d = 0; d < depth; d++) {
                sum += f.counters.touch(hash, SymbolTree.NODE_HASH[SymbolTree.NODE[path + d]]);
            }
        }
        return sum;
    }

    /** Ends a request: the function's history and the network learn it. */
    void finish(FunctionState f) {
        f.addRequest();
        if (network != null) {
            network.finish(f.recurrent);
            f.recurrent.see(f.symbols);
            replay.train(f.history, replayRequests);
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
            int bit = SymbolTree.BIT[at];
            probability *= bit == 1 ? one : 1f - one;
            guesses.drop(d, bit);
        }
        return probability;
    }

    /** The probability that the decision at a node is 1. */
    private float predict(FunctionState f, int head, int node, int depth) {
        inputs.count = 0;
        int liveGuesses = 0;
        if (withContexts) {
            gatherCounters(f, node);
            liveGuesses = guesses.gather(inputs, FIRST_GUESS, strengths, depth);
        }
        if (network != null) {
            networkLogOdds = network.logOdds(node);
            inputs.add(NETWORK_INPUT, networkLogOdds);
        }
        inputs.add(BIAS_INPUT, BIAS);
        int liveSet = (head * SymbolTree.MAX_DEPTH + depth) * Guesses.LIVE_SETS + liveGuesses;
        float mixed = mixer.mix(inputs, node, liveSet, node * PHASES + phase, node);
        float chainRow = chainMap.refine(chainRow(node), mixed);
        float nodeRow = nodeMap.refine(node, mixed);
        float p = 0.5f * Logistic.squash(mixed) + 0.25f * nodeRow + 0.25f * chainRow;
        if (p < LEAST_PROBABILITY) {
            return LEAST_PROBABILITY;
        }
        return p > 1f - LEAST_PROBABILITY ? 1f - LEAST_PROBABILITY : p;
    }

    private int chainRow(int node) {
        return Hashing.mix(contexts.chainHash(), node) & CHAIN_ROWS - 1;
    }

    private void gatherCounters(FunctionState f, int node) {
        int nodeHash = SymbolTree.NODE_HASH[node];
        gatherFrom(f.counters, 0, ContextSet.FUNCTION_COUNTERS, nodeHash);
        gatherFrom(deviceCounters, ContextSet.FUNCTION_COUNTERS, ContextSet.COUNTERS, nodeHash);
    }

    private void gatherFrom(CounterTable table, int from, int to, int nodeHash) {
        for (int k = from; k < to; k++) {
            int place = table.find(contexts.counterHash(k), nodeHash);
            places[k] = place;
            if (place >= 0) {
                inputs.add(k, table.stretch(place));
            }
        }
    }

    /** Learns the bit that came where {@link #predict} was asked last. */
    private void learn(FunctionState f, int node, int depth, int bit) {
        mixer.learn(inputs, bit);
        nodeMap.update(bit);
        chainMap.update(bit);
        if (network != null) {
            network.learn(node, Logistic.squash(networkLogOdds) - bit);
        }
        if (withContexts) {
            int fast = ContextSet.FAST;
            f.counters.update(places[fast], contexts.counterHash(fast), bit, FAST_LIMIT);
            for (int k = fast + 1; k < ContextSet.FUNCTION_COUNTERS; k++) {
                f.counters.update(places[k], contexts.counterHash(k), bit, SLOW_LIMIT);
            }
            for (int k = ContextSet.FUNCTION_COUNTERS; k < ContextSet.COUNTERS; k++) {
                deviceCounters.update(places[k], contexts.counterHash(k), bit, DEVICE_LIMIT);
            }
            guesses.learn(strengths, depth, bit);
        }
    }

    /** Sets this engine to the average of others; hashed counters are those of the most trained. */
    void average(RequestEngine[] others, double[] shares) {
        int n = others.length;
        var mixers = new RequestMixer[n];
        var strengthMaps = new StrengthMap[n];
        var nodeMaps = new ProbabilityMap[n];
        var chainMaps = new ProbabilityMap[n];
        var networks = new GatedRecurrentUnit[n];
        int mostTrained = 0;
        for (int k = 0; k < n; k++) {
            mixers[k] = others[k].mixer;
            strengthMaps[k] = others[k].strengths;
            nodeMaps[k] = others[k].nodeMap;
            chainMaps[k] = others[k].chainMap;
            networks[k] = others[k].network;
            mostTrained = shares[k] > shares[mostTrained] ? k : mostTrained;
        }
        mixer.average(mixers, shares);
        strengths.average(strengthMaps, shares);
        nodeMap.average(nodeMaps, shares);
        chainMap.average(chainMaps, shares);
        deviceCounters.copy(others[mostTrained].deviceCounters);
        if (network != null) {
            network.average(networks, shares);
        }
    }

    void write(SnapshotWriter out) {
        mixer.write(out);
        strengths.write(out);
        nodeMap.write(out);
        chainMap.write(out);
        deviceCounters.write(out);
        if (network != null) {
            network.write(out);
            replay.write(out);
        }
    }

    void read(SnapshotReader in) {
        mixer.read(in);
        strengths.read(in);
        nodeMap.read(in);
        chainMap.read(in);
        deviceCounters.read(in);
        if (network != null) {
            network.read(in);
            replay.read(in);
        }
    }
}
