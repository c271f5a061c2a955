package io.forebay.predictor;

import java.util.Arrays;

/**
 * Trains the recurrent network on requests that a function remembers, besides the one step at each
 * request that comes: experience replay (Lin, 1992) from the circular buffer's history.
 *
 * <p>Each call trains on a stretch of successive requests, drawn by a counter, so that two runs
 * draw the same. The hidden state starts at zero; alignment and place of a remembered request are
 * not kept and stay out. Scratch of one device; one thread; allocates nothing.
 */
final class RingReplay {
    /** Share of the network's rates: what is old must not outweigh what comes. */
    private static final float PACE = 0.1f;

    private static final int SEED = 0x2F0B4C47;

    private final GatedRecurrentUnit network;
    private final RecurrentState state;
    private long draws;

    RingReplay(GatedRecurrentUnit network, int units) {
        this.network = network;
        state = new RecurrentState(units);
    }

    /** Trains on so many remembered requests; on none while fewer than twice as many are kept. */
    void train(History history, int requests) {
        int kept = history.kept();
        if (requests == 0 || kept < 2 * (requests + 1)) {
            return;
        }
        int drawn = Hashing.mix(SEED, draws++) >>> 1;
        int back = requests + drawn % (kept - requests);
        Arrays.fill(state.hidden, 0f);
        network.setPace(PACE);
        for (int i = 0; i < requests; i++) {
            step(history.latest(back + 1 - i), history.latest(back - i));
        }
        network.setPace(1f);
    }

    /** One request, packed, and the one before it. */
    private void step(int before, int request) {
        for (int head = 0; head < RequestSymbols.HEADS; head++) {
            state.inputs[head] = SymbolTree.code(head, History.unpack(before, head));
        }
        network.forward(state);
        for (int head = 0; head < RequestSymbols.HEADS; head++) {
            int code = SymbolTree.code(head, History.unpack(request, head));
            int path = code * SymbolTree.MAX_DEPTH;
            for (int d = 0; d < SymbolTree.DEPTH[code]; d++) {
                int node = SymbolTree.NODE[path + d];
                float one = Logistic.squash(network.logOdds(node));
                network.learn(node, one - SymbolTree.BIT[path + d]);
            }
            network.endHead(head, code);
        }
        network.finish(state);
    }

    void write(SnapshotWriter out) {
        out.putLong(draws);
    }

    void read(SnapshotReader in) {
        draws = in.getLong();
    }
}
