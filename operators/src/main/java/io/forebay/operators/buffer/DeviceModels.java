package io.forebay.operators.buffer;

import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.PredictorSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The weights of the devices whose functions a subtask holds: one model per device, never evicted.
 * Task thread only.
 */
final class DeviceModels {
    private final PredictorSettings settings;
    private final Map<String, DeviceModel> models = new HashMap<>();

    DeviceModels(PredictorSettings settings) {
        this.settings = settings;
    }

    /**
     * Takes over checkpointed weights. A subtask of an unchanged parallelism goes on with its own;
     * after a change each starts from the average of all. Weights learned with other settings are
     * left out: their devices start anew.
     *
     * @param entries of all subtasks
     */
    void restore(List<DeviceWeights> entries, int subtask, int parallelism) {
        Map<String, List<DeviceWeights>> perDevice = new LinkedHashMap<>();
        boolean rescaled = entries.stream().anyMatch(entry -> entry.parallelism() != parallelism);
        for (DeviceWeights entry : entries) {
            boolean mine = rescaled || entry.subtask() == subtask;
            if (mine && entry.predictorSettings().equals(settings.toString())) {
                perDevice.computeIfAbsent(entry.deviceId(), id -> new ArrayList<>()).add(entry);
            }
        }
        perDevice.forEach((deviceId, weights) -> models.put(deviceId, merge(weights)));
    }

    /** The device's model; a new one at first. */
    DeviceModel get(String deviceId) {
        return models.computeIfAbsent(deviceId, id -> DeviceModel.create(settings));
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
                                                model.toBytes())));
        return entries;
    }

    int size() {
        return models.size();
    }

    private DeviceModel merge(List<DeviceWeights> weights) {
        // In the order of the subtasks, so that sums come out the same wherever they are made.
        List<DeviceModel> restored =
                weights.stream()
                        .sorted((a, b) -> Integer.compare(a.subtask(), b.subtask()))
                        .map(entry -> DeviceModel.fromBytes(settings, entry.snapshot()))
                        .toList();
        return restored.size() == 1 ? restored.get(0) : DeviceModel.average(settings, restored);
    }
}
