package io.forebay.predictor;

import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;

/**
 * The model of one I/O function: its counters and history, over the shared weights of its {@link
 * DeviceModel}.
 *
 * <p>Strictly causal: {@link #observe} predicts, scores, then learns; the forecasts use what was
 * observed so far. Allocates nothing per element in steady state. One thread.
 */
public final class FunctionModel {
    private static final long NANOS_PER_MICRO = 1_000;

    private final DeviceModel device;
    private final FunctionState state;
    private final BurstModel bursts;
    private final BurstEstimate burstEstimate = new BurstEstimate();
    private final DemandModel demand = new DemandModel();
    private final GapModel gaps = new GapModel();
    private final ReadForecaster reads;
    private long observedRequests;
    private long previousNanos;

    FunctionModel(DeviceModel device) {
        this.device = device;
        bursts = new BurstModel(device.burstWeights());
        state = new FunctionState(device.settings(), device.engine().isRecurrent());
        reads = new ReadForecaster(device.settings().forecastSlots());
    }

    /**
     * Predicts the element from all earlier ones, writes what that cost into {@code score}, then
     * learns from it.
     */
    public void observe(TrafficElement element, PredictionScore score) {
        RequestEngine engine = device.engine();
        SymbolState symbols = state.symbols;
        engine.begin(state);
        symbols.advance(element);
        score.operationBits = bits(engine.code(state, 0, symbols.code(0)));
        score.sizeBits = bits(engine.code(state, 1, symbols.size()));
        score.deltaBits = bits(engine.code(state, 2, symbols.delta()));
        score.gapBits = bits(engine.code(state, 3, symbols.gap()));
        engine.finish(state);
        device.countRequest();
        forecast(element);
        observedRequests++;
    }

    private static double bits(double probability) {
        return -Logistic.log2(probability);
    }

    private void forecast(TrafficElement element) {
        SymbolState symbols = state.symbols;
        long nanos = element.getEventTimeNanos();
        long gapNanos = observedRequests == 0 ? 0 : Math.max(0, nanos - previousNanos);
        previousNanos = nanos;
        long lengthBytes = Math.max(0, element.getLengthBytes());
        bursts.add(
                gapNanos,
                symbols.operation(),
                symbols.delta() == RequestSymbols.DELTA_ZERO,
                symbols.sector(),
                (double) lengthBytes);
        demand.add(lengthBytes);
        gaps.add(gapNanos / NANOS_PER_MICRO, symbols.code(0), symbols.size());
        if (symbols.isBlockRead()) {
            reads.add(symbols.sector(), symbols.sectorCount());
        } else if (symbols.isBlock() && element.getOperation() == Operation.WRITE) {
            reads.addWrite(symbols.sector(), symbols.sectorCount());
        }
    }

    /**
     * Expected bytes still to come in the burst the last element belongs to, from the last
     * element's end; at least 0.
     */
    public double remainingBurstBytes() {
        bursts.estimate(burstEstimate);
        return burstEstimate.meanBytes();
    }

    /** Fills in the distribution of {@link #remainingBurstBytes}; the mean is the same number. */
    public void remainingBurst(BurstEstimate out) {
        bursts.estimate(out);
    }

    /**
     * Fills in likely next reads, with probabilities calibrated by their own outcomes. The first
     * call after a request also begins to follow what becomes of them, so call it after each
     * request or not at all. Empty for other traffic than block requests.
     *
     * @param stagingMayWait whether what is staged after the next request is in time for the one
     *     after it. If so, a candidate that will come up again before it is read counts as
     *     undecided, one third; if not, by whether it is read at all.
     */
    public void rollOut(boolean stagingMayWait, Candidates out) {
        reads.rollOut(stagingMayWait, out);
    }

    /** Fills in likely reads, as far ahead as can be told. */
    public void rollOut(Candidates out) {
        reads.rollOut(false, out);
    }

    /**
     * Ends a demand window: counts what was observed since the last call and forecasts the next
     * window.
     */
    public void closeWindow(DemandEstimate out) {
        demand.closeWindow(out);
    }

    /** Requests observed. */
    public long observedRequests() {
        return observedRequests;
    }

    /**
     * A snapshot of this function, without the weights of its device.
     *
     * @throws IllegalStateException when a part of the model is left out
     */
    public byte[] toBytes() {
        return freeze().toBytes();
    }

    /**
     * A copy of this function that can become a snapshot later.
     *
     * @throws IllegalStateException when a part of the model is left out
     */
    public FrozenModel freeze() {
        return new FrozenModel(write(device.newFunctionWriter()));
    }

    private SnapshotWriter write(SnapshotWriter out) {
        device.requireWhole();
        Snapshots.writeHeader(out, Snapshots.FUNCTION_MAGIC, device.settings());
        out.putLong(observedRequests);
        out.putLong(previousNanos);
        state.write(out);
        bursts.write(out);
        demand.write(out);
        gaps.write(out);
        reads.write(out);
        device.functionWritten(out);
        return out;
    }

    void read(SnapshotReader in) {
        observedRequests = in.getLong();
        previousNanos = in.getLong();
        state.read(in);
        bursts.read(in);
        demand.read(in);
        gaps.read(in);
        reads.read(in);
    }

    /** For tests: the probability of a symbol of the next request given the heads before it. */
    double probabilityOf(int[] earlierSymbols, int head, int symbol) {
        return device.engine().probabilityOf(state, earlierSymbols, head, symbol);
    }

    /** Forecasts the time from the last request to the next one. */
    public void forecastGap(GapEstimate out) {
        gaps.forecast(out);
    }
}
