package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.TrafficElement;
import java.util.List;
import org.junit.jupiter.api.Test;

class RingReplayTest {
    private static byte[] weightsAfter(int replayRequests, List<TrafficElement> elements) {
        var settings = PredictorSettings.defaults().withReplayRequests(replayRequests);
        var device = DeviceModel.create(settings);
        var function = device.newFunction();
        var score = new PredictionScore();
        for (TrafficElement element : elements) {
            function.observe(element, score);
        }
        return device.toBytes();
    }

    @Test
    void shouldTeachTheNetworkTheSameWhenRunTwice() {
        List<TrafficElement> elements = Elements.mixed(4, 3_000);
        assertThat(weightsAfter(2, elements)).isEqualTo(weightsAfter(2, elements));
    }

    @Test
    void shouldLowerTheNetworksCostWhenHistoryRepeats() {
        assertThat(networkCost(8)).isLessThan(networkCost(0));
    }

    /** Log-odds, in the right direction, of a decision seen rarely. */
    private static double networkCost(int replayRequests) {
        var settings = new PredictorSettings(1, 1 << 10, 1 << 10, 16, 0.002, replayRequests);
        var device = DeviceModel.create(settings, Ablation.NO_CONTEXT_MODELS);
        var function = device.newFunction();
        var score = new PredictionScore();
        double bits = 0;
        for (int i = 0; i < 600; i++) {
            int phase = i % 5;
            function.observe(Elements.block(100L * i, phase != 3, 64L * phase, 8L << phase), score);
            bits += score.totalBits();
        }
        return bits;
    }

    @Test
    void shouldContinueIdenticallyWhenRestored() {
        var settings = PredictorSettings.compact().withReplayRequests(3);
        var device = DeviceModel.create(settings);
        var function = device.newFunction();
        var score = new PredictionScore();
        for (TrafficElement element : Elements.mixed(5, 1_001)) {
            function.observe(element, score);
        }
        var restoredDevice = DeviceModel.fromBytes(settings, device.toBytes());
        var restored = restoredDevice.functionFromBytes(function.toBytes());
        for (TrafficElement element : Elements.mixed(6, 1_000)) {
            function.observe(element, score);
            double bits = score.totalBits();
            restored.observe(element, score);
            assertThat(score.totalBits()).isEqualTo(bits);
        }
    }
}
