package io.forebay.predictor;

/** What is a function's own in the prediction of its symbols: counters, history, hidden state. */
final class FunctionState {
    final SymbolState symbols = new SymbolState();
    final CounterTable counters;
    final RunTable runTable;
    final History history;
    final LiveRuns liveRuns = new LiveRuns();

    /** Last three outcomes of each candidate under each head, newest lowest. */
    final byte[] recentHits = new byte[Guesses.CANDIDATES * RequestSymbols.HEADS];

    /** First sector of the last request and of the one before it. */
    final long[] starts = new long[2];

    /** Null where the network is left out. */
    final RecurrentState recurrent;

    private final long tableBytes;

    FunctionState(PredictorSettings settings, boolean withNetwork) {
        counters = new CounterTable(settings.counterSlots());
        runTable = new RunTable(settings.runSlots());
        history =
                new History(settings.historyLength(), settings.pairSlots(), settings.indexSlots());
        recurrent = withNetwork ? new RecurrentState(settings.recurrentUnits()) : null;
        tableBytes = 4L * settings.counterSlots() + 4L * settings.runSlots();
    }

    /** Bytes of the tables, without the small rest. */
    long bytes() {
        return tableBytes + history.bytes();
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
        if (recurrent != null) {
            recurrent.write(out);
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
        if (recurrent != null) {
            recurrent.read(in);
        }
    }
}
