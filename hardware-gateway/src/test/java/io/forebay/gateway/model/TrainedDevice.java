package io.forebay.gateway.model;

import io.forebay.predictor.BurstEstimate;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.predictor.PredictorSettings;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.shaping.priority.PriorityModelSnapshot;
import io.forebay.shaping.priority.PriorityPolicy;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** A device as the job has it: learns traffic and gives priorities and updates. For tests. */
public final class TrainedDevice {
    private static final PredictorSettings SMALL = new PredictorSettings(1, 64, 64, 0, 0.01);

    private final DeviceModel device = DeviceModel.create(SMALL);
    private final PriorityPolicy levels;
    private final Map<String, FunctionModel> functions = new HashMap<>();
    private final PredictionScore score = new PredictionScore();
    private final BurstEstimate later = new BurstEstimate();

    public TrainedDevice() {
        this(0, 7);
    }

    public TrainedDevice(int floor, int ceiling) {
        levels = new PriorityPolicy(floor, ceiling);
    }

    /** The job's priority of an element by what the device knew before its levels learned it. */
    public int learn(TrafficElement element) {
        FunctionModel function =
                functions.computeIfAbsent(element.getFunctionId(), id -> device.newFunction());
        function.observe(element, score);
        function.remainingBurst(later);
        return levels.priorityOf(later, element.getLengthBytes(), element.getLengthBytes());
    }

    /** Learns bursts of two functions: short ones of the first, long ones of the second. */
    public TrainedDevice learnBursts(String shortId, String longId, int bursts) {
        var random = new SplittableRandom(9);
        long nanos = 0;
        for (int burst = 0; burst < bursts; burst++) {
            nanos += 50_000_000;
            learn(read(shortId, 0, nanos, random.nextInt(1 << 20), 4096));
            for (int i = 0; i < 40; i++) {
                nanos += 10_000;
                learn(read(longId, 0, nanos, random.nextInt(1 << 20), 64 << 10));
            }
        }
        return this;
    }

    public long trainedRequests() {
        return device.trainedRequests();
    }

    public byte[] bytes() {
        return PriorityModelSnapshot.bytesOf(device, levels);
    }

    /** The same weights and levels, as if trained on so many requests. */
    public byte[] bytes(long trained) {
        return new PriorityModelSnapshot(trained, device.burstWeights(), levels).toBytes();
    }

    public ModelUpdate update(String deviceId) {
        return update(deviceId, 0, 1);
    }

    public ModelUpdate update(String deviceId, int subtask, int parallelism) {
        return new ModelUpdate(
                deviceId,
                trainedRequests(),
                PriorityModelSnapshot.FORMAT_VERSION,
                ByteBuffer.wrap(bytes()),
                subtask,
                parallelism);
    }

    public static TrafficElement read(
            String functionId, long sequence, long nanos, long block, long lengthBytes) {
        return TrafficElement.newBuilder()
                .setFunctionId(functionId)
                .setSequence(sequence)
                .setEventTimeNanos(nanos)
                .setKind(ElementKind.BLOCK)
                .setOperation(Operation.READ)
                .setAddress(block * 4096)
                .setLengthBytes(lengthBytes)
                .setOrderingDomain(sequence)
                .setCorrelationId(sequence)
                .build();
    }
}
