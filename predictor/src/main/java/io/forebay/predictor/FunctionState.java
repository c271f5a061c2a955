package io.forebay.predictor;

/** What is a function's own in the prediction of its symbols: counters, history, hidden state. */
final class FunctionState {
    /** Run slots for each counter slot: one for two. */
    private static final int COUNTERS_PER_RUN = 2;

    final SymbolState symbols = new SymbolState();
    final CounterTable counters;
    final RunTable runTable;
    final History history;
    final LiveRuns liveRuns = new LiveRuns();

    /** Last three outcomes of each candidate under each head, newest lowest. */
    final byte[] recentHits = new byte[Guesses.CANDIDATES * RequestSymbols.HEADS];

    /** First sector of the last request and of the two before it. */
    final long[] starts = new long[3];

    /** Null where the network is left out. */
    final RecurrentTape tape;

    private final int truncationSteps;

    FunctionState(PredictorSettings settings, boolean recurrent) {
        counters = new CounterTable(settings.counterSlots());
        runTable = new RunTable(Math.max(2, settings.counterSlots() / COUNTERS_PER_RUN));
        history = new History(settings.historyLength());
        truncationSteps = settings.truncationSteps();
        tape = recurrent ? new RecurrentTape(settings.recurrentUnits(), truncationSteps) : null;
    }

    /** Takes note of the request that {@link #symbols} holds. */
    void addRequest() {
        int packed =
                History.pack(
                        symbols.code(RequestSymbols.OPERATION),
                        symbols.size(),
                        symbols.delta(),
                        symbols.gap());
        history.add(packed, symbols.sector());
        liveRuns.add(
                symbols.sector(),
                symbols.sectorCount(),
                symbols.previousMicros(),
                symbols.code(RequestSymbols.OPERATION),
                symbols.size());
        starts[2] = starts[1];
        starts[1] = starts[0];
        starts[0] = symbols.sector();
    }

    void write(SnapshotWriter out) {
        symbols.write(out);
        counters.write(out);
        runTable.write(out);
        history.write(out);
        liveRuns.write(out);
        out.putBytes(recentHits);
        out.putLongs(starts);
        if (tape != null) {
            tape.write(out);
        }
    }

    void read(SnapshotReader in) {
        symbols.read(in);
        counters.read(in);
        runTable.read(in);
        history.read(in);
        liveRuns.read(in);
        in.getBytes(recentHits);
        in.getLongs(starts);
        if (tape != null) {
            tape.read(in, truncationSteps);
        }
    }
}
