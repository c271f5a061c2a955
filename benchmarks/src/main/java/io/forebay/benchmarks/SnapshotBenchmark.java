package io.forebay.benchmarks;

import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.predictor.PredictorSettings;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.synthetic.ManyFunctions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/**
 * How many function models a second can be frozen, written and read, as at a checkpoint: one after
 * the other, more of them than a processor's caches hold?
 */
public class SnapshotBenchmark extends BenchmarkBase {
    private static final int FUNCTIONS = 50;
    private static final int ELEMENTS = 200_000;
    private static final double ELEMENTS_PER_SECOND = 20_000;
    private static final long SEED = 42;

    private final List<FunctionModel> models = new ArrayList<>();
    private final List<byte[]> snapshots = new ArrayList<>();
    private DeviceModel device;

    @Setup
    public void train() throws IOException {
        device = DeviceModel.create(PredictorSettings.defaults());
        Map<String, FunctionModel> byFunction = new HashMap<>();
        var score = new PredictionScore();
        var shape = new ManyFunctions.Shape(FUNCTIONS, 1, ELEMENTS_PER_SECOND, 0, SEED);
        try (var traffic = ManyFunctions.open(shape)) {
            for (int i = 0; i < ELEMENTS; i++) {
                TrafficElement element = traffic.next();
                byFunction
                        .computeIfAbsent(element.getFunctionId(), id -> device.newFunction())
                        .observe(element, score);
            }
        }
        models.addAll(byFunction.values());
        models.forEach(model -> snapshots.add(model.toBytes()));
        System.out.println(
                "bytes of a snapshot on average: "
                        + snapshots.stream().mapToInt(bytes -> bytes.length).average().orElse(0));
    }

    /** What traffic waits for at a checkpoint. */
    @Benchmark
    @OperationsPerInvocation(FUNCTIONS)
    public long freeze() {
        long heapBytes = 0;
        for (FunctionModel model : models) {
            heapBytes += model.freeze().heapBytes();
        }
        return heapBytes;
    }

    @Benchmark
    @OperationsPerInvocation(FUNCTIONS)
    public long write() {
        long lengthBytes = 0;
        for (FunctionModel model : models) {
            lengthBytes += model.toBytes().length;
        }
        return lengthBytes;
    }

    @Benchmark
    @OperationsPerInvocation(FUNCTIONS)
    public FunctionModel read() {
        FunctionModel last = null;
        for (byte[] snapshot : snapshots) {
            last = device.functionFromBytes(snapshot);
        }
        return last;
    }
}
