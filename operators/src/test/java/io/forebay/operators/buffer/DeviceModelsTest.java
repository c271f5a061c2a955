package io.forebay.operators.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.operators.OperatorSettings;
import io.forebay.operators.Traffic;
import io.forebay.operators.policy.PolicyTable;
import io.forebay.operators.state.FrozenObject;
import io.forebay.predictor.BurstEstimate;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.predictor.PredictorSettings;
import io.forebay.schemas.Operation;
import io.forebay.shaping.priority.PriorityPolicy;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceModelsTest {
    private static final OperatorSettings OPERATOR = BufferHarness.settings();
    private static final PredictorSettings SETTINGS = OPERATOR.predictor();

    @Test
    void shouldGiveSameModelForSameDevice() {
        var models = new DeviceModels(new PolicyTable(OPERATOR));

        assertThat(models.get("device0"))
                .isSameAs(models.get("device0"))
                .isNotSameAs(models.get("device1"));
        assertThat(models.size()).isEqualTo(2);
    }

    @Test
    void shouldGoOnWithOwnWeightsAtSameParallelism() throws IOException {
        DeviceModel mine = trained(30);
        DeviceModel other = trained(50);

        var models = new DeviceModels(new PolicyTable(OPERATOR));
        models.restore(List.of(weights(1, 2, other), weights(0, 2, mine)), 0, 2);

        assertThat(models.get("device0").toBytes()).isEqualTo(mine.toBytes());
    }

    @Test
    void shouldStartFromAverageAfterRescaling() throws IOException {
        DeviceModel first = trained(30);
        DeviceModel second = trained(50);

        var models = new DeviceModels(new PolicyTable(OPERATOR));
        models.restore(List.of(weights(1, 2, second), weights(0, 2, first)), 0, 1);

        byte[] average = DeviceModel.average(SETTINGS, List.of(first, second)).toBytes();
        assertThat(models.get("device0").toBytes()).isEqualTo(average);
        assertThat(models.get("device0").trainedRequests()).isEqualTo(80);
    }

    @Test
    void shouldStartAnewWhenSettingsDiffer() throws IOException {
        DeviceModel before = trained(30);
        var entry =
                new DeviceWeights(
                        0,
                        1,
                        "device0",
                        "other settings",
                        FrozenObject.of(before.toBytes()),
                        new PriorityPolicy(0, 7).toBytes());

        var models = new DeviceModels(new PolicyTable(OPERATOR));
        models.restore(List.of(entry), 0, 1);

        assertThat(models.size()).isZero();
        assertThat(models.get("device0").trainedRequests()).isZero();
    }

    @Test
    void shouldSnapshotInOrderOfDevices() {
        var models = new DeviceModels(new PolicyTable(OPERATOR));
        models.get("b");
        models.get("a");
        models.get("c");

        assertThat(models.snapshot(3, 5))
                .extracting(DeviceWeights::deviceId)
                .containsExactly("a", "b", "c");
        assertThat(models.snapshot(3, 5))
                .allSatisfy(
                        entry -> {
                            assertThat(entry.subtask()).isEqualTo(3);
                            assertThat(entry.parallelism()).isEqualTo(5);
                        });
    }

    private static DeviceWeights weights(int subtask, int parallelism, DeviceModel model) {
        return new DeviceWeights(
                subtask,
                parallelism,
                "device0",
                SETTINGS.toString(),
                FrozenObject.of(model.toBytes()),
                priorities(subtask).toBytes());
    }

    /** A policy that has seen so many elements, and 100 more. */
    private static PriorityPolicy priorities(int more) {
        var policy = new PriorityPolicy(0, 7);
        for (int i = 0; i < 100 + more; i++) {
            policy.priorityOf(new BurstEstimate(), 512L << i % 12, 512L << i % 12);
        }
        return policy;
    }

    @Test
    void shouldRestoreThePriorityLevelsOfADevice() throws IOException {
        var models = new DeviceModels(new PolicyTable(OPERATOR));
        models.restore(List.of(weights(1, 2, trained(50)), weights(0, 2, trained(30))), 0, 2);
        assertThat(models.priorities("device0").toBytes()).isEqualTo(priorities(0).toBytes());

        var rescaled = new DeviceModels(new PolicyTable(OPERATOR));
        rescaled.restore(List.of(weights(1, 2, trained(50)), weights(0, 2, trained(30))), 0, 1);
        PriorityPolicy merged = priorities(0);
        merged.merge(priorities(1));
        assertThat(rescaled.priorities("device0").toBytes()).isEqualTo(merged.toBytes());
    }

    private static DeviceModel trained(int requests) {
        DeviceModel device = DeviceModel.create(SETTINGS);
        FunctionModel function = device.newFunction();
        var score = new PredictionScore();
        for (int i = 0; i < requests; i++) {
            function.observe(
                    Traffic.element("device0/f", i, 3L * i, Operation.READ, 4096L * i, 4096),
                    score);
        }
        return device;
    }
}
