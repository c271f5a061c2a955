package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.TrafficElement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.GraphLayout;

/** Heap that a function takes, measured; what its device's functions share is not counted. */
class FunctionMemoryTest {
    private static final List<TrafficElement> LONG_RUN = Elements.mixed(1, 70_000);

    private static long heapBytes(PredictorSettings settings, int requests) {
        var device = DeviceModel.create(settings);
        var function = device.newFunction();
        var score = new PredictionScore();
        var candidates = new Candidates(32);
        for (TrafficElement element : LONG_RUN.subList(0, requests)) {
            function.observe(element, score);
            function.rollOut(candidates);
        }
        long shared = GraphLayout.parseInstance(device).totalSize();
        return GraphLayout.parseInstance(function).totalSize() - shared;
    }

    @Test
    void shouldTakeAtMostHalfMebibyteWhenSettingsAreDefaults() {
        assertThat(heapBytes(PredictorSettings.defaults(), LONG_RUN.size()))
                .isBetween(400L << 10, 512L << 10);
    }

    @Test
    void shouldTakeAtMostEighthMebibyteWhenSettingsAreCompact() {
        assertThat(heapBytes(PredictorSettings.compact(), LONG_RUN.size()))
                .isBetween(64L << 10, 128L << 10);
    }

    @Test
    void shouldTakeLessWhenFunctionIsYoung() {
        long young = heapBytes(PredictorSettings.defaults(), 100);
        long old = heapBytes(PredictorSettings.defaults(), LONG_RUN.size());
        assertThat(young).isLessThan(old * 6 / 10);
    }

    @Test
    void shouldShareLessThanTwoMebibytesWhenSettingsAreDefaults() {
        var device = DeviceModel.create(PredictorSettings.defaults());
        assertThat(GraphLayout.parseInstance(device).totalSize()).isLessThan(2L << 20);
    }
}
