package io.forebay.operators.buffer;

import static io.forebay.operators.Traffic.START_MILLIS;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.operators.RecordTypes;
import io.forebay.operators.Traffic;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.DemandForecast;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.TrafficElement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircularBufferWindowsTest {
    private static final String FUNCTION = "device0/volume0";

    @Test
    void shouldReportWindowWhenWatermarkPassesItsEnd() throws Exception {
        try (var harness = new BufferHarness(BufferHarness.settings()).open()) {
            harness.capture(Traffic.read(FUNCTION, 0, 10));
            harness.capture(Traffic.read(FUNCTION, 1, 20));
            harness.capture(Traffic.completion(FUNCTION, 0, 30));
            harness.advanceTo(START_MILLIS + 98);
            assertThat(harness.errors()).isEmpty();
            assertThat(harness.gauge("windowTimers")).isEqualTo(1);

            harness.advanceTo(START_MILLIS + 99);

            assertThat(harness.errors())
                    .singleElement()
                    .satisfies(
                            error -> {
                                assertThat(error.getWindowStartNanos()).isEqualTo(Traffic.nanos(0));
                                assertThat(error.getWindowEndNanos()).isEqualTo(Traffic.nanos(100));
                                assertThat(error.getElementCount()).isEqualTo(2);
                                assertThat(error.getByteCount()).isEqualTo(8192);
                                assertThat(error.getSizeBits()).isPositive();
                                assertThat(error.getResponseNanosSum()).isEqualTo(250_000);
                                assertThat(error.getCompletionCount()).isEqualTo(1);
                            });
            assertThat(harness.forecasts())
                    .singleElement()
                    .satisfies(
                            forecast -> {
                                assertThat(forecast.getWindowEndNanos())
                                        .isEqualTo(Traffic.nanos(100));
                                assertThat(forecast.getWindowNanos()).isEqualTo(100_000_000);
                                assertThat(forecast.getObservedCount()).isEqualTo(2);
                                assertThat(forecast.getObservedBytes()).isEqualTo(8192);
                                assertThat(forecast.getExpectedBytes()).isNotNegative();
                            });
        }
    }

    @Test
    void shouldCountElementThatEndsWindowInTheNext() throws Exception {
        try (var harness = new BufferHarness(BufferHarness.settings()).open()) {
            harness.capture(Traffic.read(FUNCTION, 0, 99));
            harness.capture(Traffic.read(FUNCTION, 1, 100));
            harness.capture(Traffic.read(FUNCTION, 2, 101));
            harness.capture(Traffic.tick("device0", 200));
            harness.capture(Traffic.tick("device0", 201));

            assertThat(harness.forecasts())
                    .extracting(DemandForecast::getObservedCount)
                    .containsExactly(1L, 2L);
        }
    }

    @Test
    void shouldReportSilenceForTwentyWindowsAndThenStop() throws Exception {
        try (var harness = new BufferHarness(BufferHarness.settings()).open()) {
            harness.capture(Traffic.read(FUNCTION, 0, 50));
            for (int window = 1; window <= 40; window++) {
                harness.capture(Traffic.tick("device0", 100L * window + 1));
            }

            assertThat(harness.errors())
                    .extracting(PredictionError::getElementCount)
                    .hasSize(21)
                    .startsWith(1L)
                    .endsWith(0L);
            assertThat(harness.forecasts()).hasSize(1);
            assertThat(harness.gauge("windowTimers")).isEqualTo(0);
        }
    }

    @Test
    void shouldReportSameWindowsHoweverFarWatermarkJumps() throws Exception {
        List<CaptureRecord> captures = new ArrayList<>();
        long[] times = {10, 350, 360, 9_000, 9_990, 10_000, 60_000};
        for (int i = 0; i < times.length; i++) {
            captures.add(Traffic.read(FUNCTION, i, times[i]));
        }
        try (var fine = new BufferHarness(BufferHarness.settings()).open();
                var coarse = new BufferHarness(BufferHarness.settings()).open()) {
            for (CaptureRecord record : captures) {
                long millis = ((TrafficElement) record.getBody()).getEventTimeNanos() / 1_000_000;
                for (long now = millis - 5_000; now < millis; now += 7) {
                    fine.advanceTo(now);
                }
                fine.capture(record);
                coarse.operator.processElement(record, millis);
            }
            fine.advanceTo(START_MILLIS + 70_000);
            coarse.advanceTo(START_MILLIS + 70_000);

            assertThat(coarse.everything()).isEqualTo(fine.everything());
        }
    }

    @Test
    void shouldJumpOverGapOfYears() throws Exception {
        long years = 50L * 365 * 24 * 3600 * 1000;
        try (var harness = new BufferHarness(BufferHarness.settings()).open()) {
            harness.capture(Traffic.read(FUNCTION, 0, 0));
            harness.capture(Traffic.read(FUNCTION, 1, years));
            harness.capture(Traffic.tick("device0", years + 150));

            assertThat(harness.errors())
                    .extracting(PredictionError::getElementCount)
                    .hasSize(22)
                    .endsWith(1L);
            assertThat(harness.forecasts()).hasSize(2);
            assertThat(harness.gauge("windowTimers")).isEqualTo(1);
        }
    }

    @Test
    void shouldCloseOpenWindowsAndSetNoTimerAtEndOfInput() throws Exception {
        try (var harness = new BufferHarness(BufferHarness.settings()).open()) {
            harness.capture(Traffic.read(FUNCTION, 0, 50));
            harness.capture(Traffic.read("device0/volume1", 0, 60));
            harness.capture(Traffic.read(FUNCTION, 1, 120));

            harness.endInput();

            assertThat(harness.errors())
                    .extracting(PredictionError::getElementCount)
                    .containsExactly(1L, 1L, 1L);
            assertThat(harness.gauge("windowTimers")).isEqualTo(0);
        }
    }

    @Test
    void shouldPutElementsOutOfOrderIntoTheirWindows() throws Exception {
        try (var harness = new BufferHarness(BufferHarness.settings()).open()) {
            for (long millis : new long[] {110, 250, 120, 130, 260}) {
                harness.operator.processElement(Traffic.read(FUNCTION, millis, millis), 0);
            }
            harness.advanceTo(START_MILLIS + 299);

            assertThat(harness.errors())
                    .extracting(PredictionError::getElementCount)
                    .containsExactly(3L, 2L);
            assertThat(harness.forecasts())
                    .extracting(DemandForecast::getObservedCount)
                    .containsExactly(3L, 2L);
            assertThat(harness.operator.sideValues(RecordTypes.LATE_ELEMENTS)).isEmpty();
        }
    }

    @Test
    void shouldCountCompletionsOfSilentWindow() throws Exception {
        try (var harness = new BufferHarness(BufferHarness.settings()).open()) {
            harness.capture(Traffic.read(FUNCTION, 0, 90));
            harness.capture(Traffic.completion(FUNCTION, 0, 110));
            harness.capture(Traffic.tick("device0", 201));

            assertThat(harness.errors())
                    .extracting(PredictionError::getElementCount)
                    .containsExactly(1L, 0L);
            assertThat(harness.errors())
                    .extracting(PredictionError::getCompletionCount)
                    .containsExactly(0L, 1L);
            assertThat(harness.forecasts()).hasSize(1);
        }
    }

    @Test
    void shouldNotCountLateCompletionInAnyWindow() throws Exception {
        try (var harness = new BufferHarness(BufferHarness.settings()).open()) {
            harness.capture(Traffic.read(FUNCTION, 0, 90));
            harness.capture(Traffic.tick("device0", 250));
            harness.operator.processElement(Traffic.completion(FUNCTION, 0, 95), 0);
            harness.capture(Traffic.tick("device0", 401));

            assertThat(harness.errors())
                    .extracting(PredictionError::getCompletionCount)
                    .containsOnly(0L);
            assertThat(harness.counter("completions")).isEqualTo(1);
        }
    }
}
