package io.forebay.operators.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.operators.Traffic;
import io.forebay.predictor.DemandEstimate;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DemandWindowsTest {
    private static final int SILENT_LIMIT = 3;

    private final DeviceModel device = DeviceModel.create(BufferHarness.settings().predictor());
    private final TrafficPredictor model = new LearningPredictor(device.newFunction());
    private final DemandWindows windows = new DemandWindows(SILENT_LIMIT);
    private final PredictionScore score = new PredictionScore();
    private long sequence;

    @Test
    void shouldForecastWindowWhenModelLeavesIt() {
        observe(4);
        assertThat(windows.find(4).forecast).isFalse();

        observe(5);

        assertThat(windows.find(4).forecast).isTrue();
        assertThat(windows.find(5).forecast).isFalse();
        assertThat(windows.openCount()).isEqualTo(2);
    }

    @Test
    void shouldTellModelOfSilenceUpToTheLimit() throws IOException {
        FunctionModel expected =
                DeviceModel.create(BufferHarness.settings().predictor()).newFunction();
        var estimate = new DemandEstimate();
        expected.observe(element(0), score);
        for (int i = 0; i < 1 + SILENT_LIMIT; i++) {
            expected.closeWindow(estimate);
        }

        observe(4);
        windows.advanceTo(1L << 40, model);

        assertThat(model.freeze().toBytes()).isEqualTo(expected.toBytes());
    }

    @Test
    void shouldTellModelTheSameInOneStepOrMany() throws IOException {
        var stepped =
                new LearningPredictor(
                        DeviceModel.create(BufferHarness.settings().predictor()).newFunction());
        var steps = new DemandWindows(SILENT_LIMIT);
        steps.advanceTo(4, stepped);
        stepped.observe(element(0), score);
        steps.add(4).add(element(0), false, false, score);
        for (int window = 4; window <= 30; window++) {
            steps.advanceTo(window, stepped);
        }

        observe(4);
        windows.advanceTo(30, model);

        assertThat(model.freeze().toBytes()).isEqualTo(stepped.freeze().toBytes());
    }

    @Test
    void shouldAwaitSilenceUntilLimitIsReported() {
        observe(4);
        assertThat(windows.report(windows.remove(4))).isZero();
        for (int silent = 1; silent <= SILENT_LIMIT; silent++) {
            assertThat(windows.awaitsSilence()).isTrue();
            assertThat(windows.report(windows.remove(4 + silent))).isEqualTo(silent);
        }
        assertThat(windows.awaitsSilence()).isFalse();
        assertThat(windows.report(windows.remove(99))).isGreaterThan(SILENT_LIMIT);

        observe(200);

        assertThat(windows.report(windows.remove(200))).isZero();
        assertThat(windows.awaitsSilence()).isTrue();
    }

    @Test
    void shouldGiveEmptyTotalsForWindowWithoutAnything() {
        WindowTotals totals = windows.remove(12);

        assertThat(totals.index).isEqualTo(12);
        assertThat(totals.elementCount).isZero();
        assertThat(totals.forecast).isFalse();
    }

    private void observe(long window) {
        windows.advanceTo(window, model);
        model.observe(element(sequence++), score);
        WindowTotals totals = windows.find(window);
        (totals == null ? windows.add(window) : totals).add(element(0), false, false, score);
    }

    private static TrafficElement element(long sequence) {
        return Traffic.element("device0/f", sequence, sequence, Operation.READ, 0, 4096);
    }
}
