package io.forebay.benchmarks;

import io.forebay.gateway.engine.EngineSettings;
import io.forebay.gateway.engine.OffloadEngine;
import io.forebay.gateway.engine.PrioritySettings;
import io.forebay.predictor.BurstEstimate;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.predictor.PredictorSettings;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.TrafficElement;
import io.forebay.shaping.priority.PriorityModelSnapshot;
import io.forebay.shaping.priority.PriorityPolicy;
import io.forebay.traces.TraceReader;
import io.forebay.traces.synthetic.SyntheticWorkloads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A workload for one engine without an end: the same requests round after round, at one rate, with
 * the sequences an engine asks for. Giving the next one allocates nothing. One thread.
 */
final class EdgeTraffic {
    static final String DEVICE = "device";

    private static final int REQUESTS = 100_000;
    private static final long SEED = 42;

    /** Time from one element to the next, on the device's clock. */
    private final long gapNanos;

    private final List<TrafficElement> requests = new ArrayList<>(REQUESTS);
    private final int[] functionOf = new int[REQUESTS];
    private final long[] sequences;
    private final byte[] model;
    private final long trainedRequests;
    private int place;
    private long clockNanos = 1_000_000_000;
    private long updates;

    EdgeTraffic(String workload, long gapNanos) throws IOException {
        this.gapNanos = gapNanos;
        Map<String, Integer> numbers = new HashMap<>();
        try (TraceReader reader = SyntheticWorkloads.open(workload, DEVICE, SEED)) {
            for (int i = 0; i < REQUESTS; i++) {
                TrafficElement element = reader.next();
                if (element == null) {
                    throw new IllegalStateException("the workload is too short: requests=" + i);
                }
                numbers.putIfAbsent(element.getFunctionId(), numbers.size());
                functionOf[i] = numbers.get(element.getFunctionId());
                requests.add(element);
            }
        }
        sequences = new long[numbers.size()];
        DeviceModel device =
                DeviceModel.create(new PredictorSettings(1, 1 << 10, 1 << 10, 0, 0.01));
        PriorityPolicy levels = new PriorityPolicy(0, PriorityPolicy.LEVELS - 1);
        learn(device, levels, numbers);
        model = PriorityModelSnapshot.bytesOf(device, levels);
        trainedRequests = device.trainedRequests();
    }

    /** What a job would have learned of the traffic. */
    private void learn(DeviceModel device, PriorityPolicy levels, Map<String, Integer> numbers) {
        FunctionModel[] functions = new FunctionModel[numbers.size()];
        var score = new PredictionScore();
        var later = new BurstEstimate();
        for (int i = 0; i < REQUESTS; i++) {
            TrafficElement element = requests.get(i);
            int f = functionOf[i];
            functions[f] = functions[f] == null ? device.newFunction() : functions[f];
            functions[f].observe(element, score);
            functions[f].remainingBurst(later);
            levels.priorityOf(later, element.getLengthBytes(), element.getLengthBytes());
        }
    }

    /**
     * An engine fast enough for 100,000 requests of this traffic a second: what is measured is what
     * deciding costs, not what waiting for the emulated storage does.
     */
    static OffloadEngine engine(boolean withEdgeModel) {
        EngineSettings settings =
                EngineSettings.defaults(DEVICE)
                        .withStorage(16, 20_000, 8_000_000_000L)
                        .withLink(500, 50_000_000_000L)
                        .withPriorities(PrioritySettings.defaults().withEdgeModel(withEdgeModel));
        return new OffloadEngine(settings, event -> {});
    }

    /** The next element; the one given before must not be used any more. */
    TrafficElement next() {
        TrafficElement element = requests.get(place);
        element.setSequence(sequences[functionOf[place]]++);
        element.setCorrelationId(element.getSequence());
        element.setEventTimeNanos(clockNanos);
        clockNanos += gapNanos;
        place = place + 1 == REQUESTS ? 0 : place + 1;
        return element;
    }

    int functions() {
        return sequences.length;
    }

    /** Index of the function of the element given last, in order of appearance. */
    int lastFunction() {
        return functionOf[place == 0 ? REQUESTS - 1 : place - 1];
    }

    /** A model newer than the one given before. */
    ControlCommand nextModel() {
        PriorityModelSnapshot snapshot = PriorityModelSnapshot.fromBytes(model);
        long trained = trainedRequests + updates++;
        byte[] bytes =
                new PriorityModelSnapshot(trained, snapshot.weights(), snapshot.levels()).toBytes();
        return new ControlCommand(
                DEVICE,
                trained,
                clockNanos,
                Long.MAX_VALUE,
                new ModelUpdate(
                        DEVICE,
                        trained,
                        PriorityModelSnapshot.FORMAT_VERSION,
                        ByteBuffer.wrap(bytes),
                        0,
                        1));
    }
}
