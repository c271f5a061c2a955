package io.forebay.operators.buffer;

import io.forebay.operators.OperatorSettings;
import io.forebay.operators.policy.PolicyTable;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.PredictorSettings;
import io.forebay.shaping.priority.PriorityPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the functions of a device share, for the devices whose functions a subtask holds: weights
 * and priority levels, one of each per device, never evicted. Task thread only.
 */
final class DeviceModels {
    private final PredictorSettings settings;
    private final PolicyTable policies;
    private final Map<String, DeviceModel> models = new HashMap<>();
    private final Map<String, PriorityPolicy> priorities = new HashMap<>();

    DeviceModels(PolicyTable policies) {
        this.policies = policies;
        settings = policies.configured().predictor();
    }

    /** Takes over the floors and ceilings of the policies that are now in force. */
    void policiesChanged() {
        priorities.forEach(
                (deviceId, levels) -> {
                    OperatorSettings own = policies.of(deviceId);
                    levels.setRange(own.priorityFloor(), own.priorityCeiling());
                });
    }

    /**
     * Takes over checkpointed weights. A subtask of an unchanged parallelism goes on with its own;
     * after a change each starts from the average of all. Weights learned with other settings are
     * left out: their devices start anew.
     *
     * @param entries of all subtasks
     */
    void restore(List<DeviceWeights> entries, int subtask, int parallelism) throws IOException {
        Map<String, List<DeviceWeights>> perDevice = new LinkedHashMap<>();
        boolean rescaled = entries.stream().anyMatch(entry -> entry.parallelism() != parallelism);
        for (DeviceWeights entry : entries) {
            boolean mine = rescaled || entry.subtask() == subtask;
            if (mine && entry.predictorSettings().equals(settings.toString())) {
                perDevice.computeIfAbsent(entry.deviceId(), id -> new ArrayList<>()).add(entry);
            }
        }
        for (Map.Entry<String, List<DeviceWeights>> device : perDevice.entrySet()) {
            List<DeviceWeights> weights = device.getValue();
            weights.sort((a, b) -> Integer.compare(a.subtask(), b.subtask()));
            models.put(device.getKey(), merge(weights));
            priorities.put(device.getKey(), mergePriorities(device.getKey(), weights));
        }
    }

    /** The device's model; a new one at first. */
    DeviceModel get(String deviceId) {
        return models.computeIfAbsent(deviceId, id -> DeviceModel.create(settings));
    }

    /** The device's priority policy; a new one at first. */
    PriorityPolicy priorities(String deviceId) {
        return priorities.computeIfAbsent(
                deviceId,
                id -> {
                    OperatorSettings own = policies.of(id);
                    return new PriorityPolicy(own.priorityFloor(), own.priorityCeiling());
                });
    }

    /** What to checkpoint, ordered by device. */
    List<DeviceWeights> snapshot(int subtask, int parallelism) {
        var entries = new ArrayList<DeviceWeights>(models.size());
        new TreeMap<>(models)
                .forEach(
                        (deviceId, model) ->
                                entries.add(
                                        new DeviceWeights(
                                                subtask,
                                                parallelism,
                                                deviceId,
                                                settings.toString(),
                                                new ModelCopy(model.freeze()),
                                                priorities(deviceId).toBytes())));
        return entries;
    }

    int size() {
        return models.size();
    }

    private DeviceModel merge(List<DeviceWeights> weights) throws IOException {
        // In the order of the subtasks, so that sums come out the same wherever they are made.
        List<DeviceModel> restored = new ArrayList<>();
        for (DeviceWeights entry : weights) {
            restored.add(DeviceModel.fromBytes(settings, entry.snapshot().toBytes()));
        }
        return restored.size() == 1 ? restored.get(0) : DeviceModel.average(settings, restored);
    }

    private PriorityPolicy mergePriorities(String deviceId, List<DeviceWeights> weights) {
        OperatorSettings own = policies.of(deviceId);
        PriorityPolicy merged = null;
        for (DeviceWeights entry : weights) {
            var one =
                    PriorityPolicy.fromBytes(
                            own.priorityFloor(), own.priorityCeiling(), entry.priorities());
            if (merged == null) {
                merged = one;
            } else {
                merged.merge(one);
            }
        }
        return merged;
    }
}
