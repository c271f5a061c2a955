package io.forebay.benchmarks;

import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.predictor.PredictorSettings;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.synthetic.ManyFunctions;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * How many requests a second does one thread predict and learn when they are of many functions in
 * turn, so that a model is not in the processor's caches when its next request comes?
 */
public class ManyFunctionsBenchmark extends BenchmarkBase {
    private static final int ELEMENTS = 200_000;
    private static final double ELEMENTS_PER_SECOND = 20_000;
    private static final long SEED = 42;

    /** Functions of one device. */
    @Param({"1", "10", "100"})
    int functionCount;

    /** Whether models are of the size for devices with many functions. */
    @Param({"false", "true"})
    boolean isCompact;

    private final TrafficElement[] elements = new TrafficElement[ELEMENTS];
    private final FunctionModel[] models = new FunctionModel[ELEMENTS];
    private final PredictionScore score = new PredictionScore();

    @Setup
    public void readTraffic() throws IOException {
        var device =
                DeviceModel.create(
                        isCompact ? PredictorSettings.compact() : PredictorSettings.defaults());
        Map<String, FunctionModel> byFunction = new HashMap<>();
        var shape = new ManyFunctions.Shape(functionCount, 1, ELEMENTS_PER_SECOND, 0, SEED);
        try (var traffic = ManyFunctions.open(shape)) {
            for (int i = 0; i < ELEMENTS; i++) {
                elements[i] = traffic.next();
                models[i] =
                        byFunction.computeIfAbsent(
                                elements[i].getFunctionId(), id -> device.newFunction());
            }
        }
    }

    /** The same requests again and again: the models know them after the first time. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public double observe() {
        double bits = 0;
        for (int i = 0; i < ELEMENTS; i++) {
            models[i].observe(elements[i], score);
            bits += score.totalBits();
        }
        return bits;
    }
}
