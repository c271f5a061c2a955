package io.forebay.benchmarks;

import io.forebay.predictor.Ablation;
import io.forebay.predictor.Candidates;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.predictor.PredictorSettings;
import io.forebay.predictor.SymbolState;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceFormat;
import io.forebay.traces.TraceFormatDetector;
import io.forebay.traces.TraceReader;
import io.forebay.traces.Traces;
import io.forebay.traces.synthetic.SyntheticWorkloads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many requests a second does the engine predict and learn, and which of its parts take the
 * time? Each call lets a fresh device model see the same requests.
 */
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
public class PredictorBenchmark extends BenchmarkBase {
    private static final int REQUESTS = 50_000;
    private static final int CANDIDATES = 32;
    private static final long SEED = 42;

    /** Name of a synthetic workload, or the path of a trace. */
    @Param({"mixed", "interleaved", "zipf"})
    String workload;

    /** Units of the recurrent network. */
    @Param({"16"})
    int units;

    private final PredictionScore score = new PredictionScore();
    private final Candidates candidates = new Candidates(CANDIDATES);
    private final SymbolState symbols = new SymbolState();
    private List<TrafficElement> requests;
    private int[] functions;
    private DeviceModel trainedDevice;
    private FunctionModel trainedFunction;

    @Setup
    public void readRequests() throws IOException {
        requests = new ArrayList<>();
        try (TraceReader reader = open()) {
            for (TrafficElement element = reader.next();
                    element != null && requests.size() < REQUESTS;
                    element = reader.next()) {
                requests.add(element);
            }
        }
        if (requests.size() < REQUESTS) {
            throw new IllegalStateException(
                    "the workload is too short: requests="
                            + requests.size()
                            + ", needed="
                            + REQUESTS);
        }
        numberFunctions();
        trainedDevice = DeviceModel.create(settings());
        trainedFunction = trainedDevice.newFunction();
        requests.forEach(request -> trainedFunction.observe(request, score));
    }

    private PredictorSettings settings() {
        PredictorSettings defaults = PredictorSettings.defaults();
        return new PredictorSettings(
                defaults.seed(),
                defaults.counterSlots(),
                defaults.historyLength(),
                units,
                defaults.learningRate());
    }

    private TraceReader open() throws IOException {
        if (SyntheticWorkloads.names().contains(workload)) {
            return SyntheticWorkloads.open(workload, "device", SEED);
        }
        Path file = Path.of(workload);
        TraceFormat format =
                TraceFormatDetector.detect(file)
                        .orElseThrow(() -> new IOException("unknown format: file=" + file));
        return Traces.open(file, format, "device", letter -> {});
    }

    private void numberFunctions() {
        Map<String, Integer> numbers = new HashMap<>();
        functions = new int[requests.size()];
        for (int i = 0; i < functions.length; i++) {
            numbers.putIfAbsent(requests.get(i).getFunctionId(), numbers.size());
            functions[i] = numbers.get(requests.get(i).getFunctionId());
        }
    }

    /** Making symbols alone: the frame around the engine. */
    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public long symbols() {
        long sum = 0;
        for (TrafficElement request : requests) {
            symbols.advance(request);
            sum += symbols.delta() + symbols.gap();
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public double observe() {
        return observe(Ablation.NONE, false);
    }

    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public double observeWithoutNetwork() {
        return observe(Ablation.NO_RECURRENT_NETWORK, false);
    }

    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public double observeWithNetworkReset() {
        return observe(Ablation.RECURRENT_STATE_RESET, false);
    }

    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public double observeWithoutContexts() {
        return observe(Ablation.NO_CONTEXT_MODELS, false);
    }

    /** As {@link #observe}, and likely next reads are listed after each block request. */
    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public double observeAndRollOut() {
        return observe(Ablation.NONE, true);
    }

    private double observe(Ablation ablation, boolean rollsOut) {
        var device = DeviceModel.create(settings(), ablation);
        var models = new ArrayList<FunctionModel>();
        double bits = 0;
        for (int i = 0; i < functions.length; i++) {
            TrafficElement request = requests.get(i);
            while (models.size() <= functions[i]) {
                models.add(device.newFunction());
            }
            FunctionModel model = models.get(functions[i]);
            model.observe(request, score);
            bits += score.totalBits();
            if (rollsOut && request.getKind() == ElementKind.BLOCK) {
                model.rollOut(candidates);
                bits += candidates.size();
            }
        }
        return bits;
    }

    /** Snapshots of a function that has seen all requests. */
    @Benchmark
    public byte[] writeFunction() {
        return trainedFunction.toBytes();
    }

    @Benchmark
    public FunctionModel readFunction() {
        return trainedDevice.functionFromBytes(trainedFunction.toBytes());
    }

    /** Snapshots of a device's weights. */
    @Benchmark
    public byte[] writeDevice() {
        return trainedDevice.toBytes();
    }
}
