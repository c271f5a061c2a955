package io.forebay.benchmarks;

import io.forebay.predictor.BurstEstimate;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.predictor.PredictorSettings;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.shaping.priority.PriorityPolicy;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** How many elements a second are given a priority, once the model has observed them? */
public class PriorityTagBenchmark extends BenchmarkBase {
    private static final int TAUGHT = 20_000;

    private final PriorityPolicy policy = new PriorityPolicy(0, PriorityPolicy.LEVELS - 1);
    private final BurstEstimate later = new BurstEstimate();
    private FunctionModel function;

    /** Teaches bursts of one to 16 requests of several lengths. */
    @Setup
    public void teach() {
        function = DeviceModel.create(PredictorSettings.defaults()).newFunction();
        var score = new PredictionScore();
        var random = new SplittableRandom(3);
        long nanos = 0;
        for (int sequence = 0; sequence < TAUGHT; sequence++) {
            nanos += random.nextInt(8) == 0 ? 10_000_000 : 20_000;
            var element = new TrafficElement();
            element.setFunctionId("device/0");
            element.setSequence(sequence);
            element.setEventTimeNanos(nanos);
            element.setKind(ElementKind.BLOCK);
            element.setOperation(random.nextBoolean() ? Operation.READ : Operation.WRITE);
            element.setAddress(4096L * random.nextInt(1 << 20));
            element.setLengthBytes(4096L << random.nextInt(6));
            element.setOrderingDomain(0);
            element.setCorrelationId(sequence);
            function.observe(element, score);
            tag();
        }
    }

    @Benchmark
    public int tag() {
        function.remainingBurst(later);
        return policy.priorityOf(later, 65_536, 65_536);
    }
}
