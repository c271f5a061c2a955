package io.forebay.operators.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.forebay.operators.OperatorOptions;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.Traffic;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.DemandForecast;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.PrefetchCommand;
import io.forebay.schemas.PriorityTag;
import io.forebay.schemas.TrafficElement;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** The operator with its predictor switched off, and switched over between runs. */
class PredictorSwitchTest {
    private static final int FUNCTIONS = 5;
    private final List<CaptureRecord> captures = Traffic.random(7, FUNCTIONS, 1200);

    private static OperatorSettings settings(boolean enabled) {
        return OperatorSettings.from(
                BufferHarness.smallModels()
                        .set(OperatorOptions.PREDICTOR_ENABLED, enabled)
                        .set(OperatorOptions.MODEL_UPDATE_INTERVAL, 100L));
    }

    private static List<TrafficElement> elements(List<CaptureRecord> captures) {
        return captures.stream()
                .map(CaptureRecord::getBody)
                .filter(TrafficElement.class::isInstance)
                .map(TrafficElement.class::cast)
                .toList();
    }

    @Test
    void shouldTagEachElementBySizeAloneWhenSwitchedOff() throws Exception {
        try (var harness = new BufferHarness(settings(false)).open()) {
            harness.captureAll(captures);

            assertThat(harness.commands(PriorityTag.class))
                    .extracting(PriorityTag::getElementSequence, PriorityTag::getFunctionId)
                    .containsExactlyElementsOf(
                            elements(captures).stream()
                                    .map(e -> tuple(e.getSequence(), e.getFunctionId()))
                                    .toList());
            assertThat(harness.commands(PriorityTag.class))
                    .extracting(PriorityTag::getRemainingBurstBytes)
                    .containsExactlyElementsOf(
                            elements(captures).stream()
                                    .map(element -> (double) element.getLengthBytes())
                                    .toList());
            assertThat(harness.commands(PrefetchCommand.class)).isEmpty();
            assertThat(harness.commands(ModelUpdate.class)).isEmpty();
        }
    }

    @Test
    void shouldForecastTheLastWindowWithoutErrorsWhenSwitchedOff() throws Exception {
        try (var on = new BufferHarness(settings(true)).open();
                var off = new BufferHarness(settings(false)).open()) {
            on.captureAll(captures);
            off.captureAll(captures);
            on.endInput();
            off.endInput();

            assertThat(off.forecasts())
                    .hasSameSizeAs(on.forecasts())
                    .isNotEmpty()
                    .allSatisfy(PredictorSwitchTest::assertLastWindow);
            assertThat(off.errors()).hasSameSizeAs(on.errors());
            assertThat(off.errors()).allMatch(error -> bits(error) == 0);
            assertThat(on.errors()).anyMatch(error -> bits(error) > 0);
        }
    }

    private static void assertLastWindow(DemandForecast forecast) {
        assertThat(forecast.getExpectedCount()).isEqualTo((double) forecast.getObservedCount());
        assertThat(forecast.getExpectedBytes()).isEqualTo((double) forecast.getObservedBytes());
        assertThat(forecast.getBytesQuantile90()).isEqualTo((double) forecast.getObservedBytes());
    }

    private static double bits(PredictionError error) {
        return error.getOperationBits()
                + error.getSizeBits()
                + error.getDeltaBits()
                + error.getGapBits();
    }

    @Test
    void shouldGoOnFromCheckpointWhenSwitchedOff() throws Exception {
        List<Object> restored = new ArrayList<>();
        OperatorSubtaskState checkpoint;
        try (var harness = new BufferHarness(settings(false)).open()) {
            harness.captureAll(captures.subList(0, 555));
            checkpoint = harness.operator.checkpoint();
            restored.addAll(harness.everything());
        }
        try (var harness = new BufferHarness(settings(false))) {
            harness.restore(checkpoint);
            harness.captureAll(captures.subList(555, 1200));
            restored.addAll(harness.everything());
            assertThat(harness.gauge("retrainedFunctions")).isEqualTo(0L);
        }
        try (var harness = new BufferHarness(settings(false)).open()) {
            harness.captureAll(captures);

            assertThat(restored).containsExactlyInAnyOrderElementsOf(harness.everything());
        }
    }

    @Test
    void shouldTrainFromHistoryWhenSwitchedOnAgain() throws Exception {
        OperatorSubtaskState checkpoint;
        try (var harness = new BufferHarness(settings(true)).open()) {
            harness.captureAll(captures.subList(0, 400));
            checkpoint = harness.operator.checkpoint();
        }
        try (var harness = new BufferHarness(settings(false))) {
            harness.restore(checkpoint);
            harness.captureAll(captures.subList(400, 800));
            assertThat(harness.gauge("retrainedFunctions")).isEqualTo(0L);
            checkpoint = harness.operator.checkpoint();
        }
        try (var harness = new BufferHarness(settings(true))) {
            harness.restore(checkpoint);
            harness.captureAll(captures.subList(800, 1200));

            assertThat(harness.gauge("retrainedFunctions")).isEqualTo((long) FUNCTIONS);
            assertThat(harness.errors()).anyMatch(error -> bits(error) > 0);
        }
    }
}
