package io.forebay.benchmarks;

import io.forebay.predictor.Candidates;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.predictor.PredictorSettings;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.shaping.prefetch.PrefetchPlan;
import io.forebay.shaping.prefetch.PrefetchPolicy;
import io.forebay.shaping.prefetch.PrefetchSettings;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Decisions a second: the candidates after a read and the plan made of them, learning from outcomes
 * included. {@code observeOnly} is what goes before it and has to be taken off {@code
 * observeAndDecide}; the engine is without its network.
 */
public class PrefetchDecisionBenchmark extends BenchmarkBase {
    private static final int ELEMENTS = 1 << 14;
    private static final long SEED = 42;
    private static final int RUNS = 8;
    private static final int LENGTH_BYTES = 64 << 10;

    @Param({"INTERLEAVED", "RANDOM"})
    String traffic;

    private final TrafficElement[] elements = new TrafficElement[ELEMENTS];
    private final PredictionScore score = new PredictionScore();
    private final Candidates candidates = new Candidates(16);
    private final PrefetchPlan plan = new PrefetchPlan(64);
    private FunctionModel model;
    private PrefetchPolicy policy;
    private int cursor;

    @Setup
    public void generateTraffic() {
        var random = new SplittableRandom(SEED);
        var next = new long[RUNS];
        for (int i = 0; i < ELEMENTS; i++) {
            int run = random.nextInt(RUNS);
            boolean jumps = traffic.equals("RANDOM") || random.nextInt(64) == 0;
            next[run] = jumps ? random.nextLong(1L << 40) & -4096L : next[run] + LENGTH_BYTES;
            var element = new TrafficElement();
            element.setFunctionId("device/0");
            element.setKind(ElementKind.BLOCK);
            element.setOperation(Operation.READ);
            element.setEventTimeNanos(i * 100_000L);
            element.setAddress(next[run]);
            element.setLengthBytes(LENGTH_BYTES);
            elements[i] = element;
        }
        var settings =
                new PredictorSettings(
                        SEED, 16, PredictorSettings.defaults().historyLength(), 0, 0.003);
        model = DeviceModel.create(settings).newFunction();
        policy = new PrefetchPolicy(PrefetchSettings.defaults());
    }

    @Benchmark
    public double observeOnly() {
        TrafficElement element = elements[cursor++ & (ELEMENTS - 1)];
        model.observe(element, score);
        return score.totalBits();
    }

    @Benchmark
    public int observeAndDecide() {
        TrafficElement element = elements[cursor++ & (ELEMENTS - 1)];
        model.observe(element, score);
        model.rollOut(policy.stagingMayWait(), candidates);
        policy.onRequest(true, element.getAddress(), element.getLengthBytes(), candidates, plan);
        return plan.size();
    }
}
