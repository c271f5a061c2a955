package io.forebay.connectors.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.ClockTick;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.junit.jupiter.api.Test;

class CaptureWatermarksTest {
    private final List<Long> watermarks = new ArrayList<>();

    private final WatermarkOutput output =
            new WatermarkOutput() {
                @Override
                public void emitWatermark(Watermark watermark) {
                    watermarks.add(watermark.getTimestamp());
                }

                @Override
                public void markIdle() {}

                @Override
                public void markActive() {}
            };

    private static CaptureRecord at(long timeNanos) {
        return new CaptureRecord(0L, new ClockTick("d", timeNanos));
    }

    @Test
    void shouldEmitTimeLessOneOnlyWhenItAdvances() {
        feed(CaptureWatermarks.strategy(), List.of(at(5_000_000), at(5_999_999), at(6_000_000)));
        feedNone();
        assertThat(watermarks).containsExactly(4L, 5L);
    }

    @Test
    void shouldStandStillWhenTimeRunsBackwards() {
        feed(CaptureWatermarks.strategy(), List.of(at(9_000_000), at(2_000_000), at(10_000_000)));
        assertThat(watermarks).containsExactly(8L, 9L);
    }

    @Test
    void shouldRoundTowardsThePastWhenTimeIsNegative() {
        assertThat(CaptureWatermarks.timestampMillis(at(-1))).isEqualTo(-1);
        assertThat(CaptureWatermarks.timestampMillis(at(-1_000_001))).isEqualTo(-2);
    }

    @Test
    void shouldPassOverWhatIsNoRecord() {
        feed(
                CaptureWatermarks.<String>strategy(
                        text -> text.isEmpty() ? null : at(Long.parseLong(text))),
                List.of("", "3000000", "", "5000000"));
        assertThat(watermarks).containsExactly(2L, 4L);
    }

    @Test
    void shouldStayBehindByWhatMayComeOutOfOrder() {
        feed(
                CaptureWatermarks.<CaptureRecord>strategy(record -> record, 2),
                List.of(at(9_000_000), at(7_000_000), at(10_000_000)));
        assertThat(watermarks).containsExactly(6L, 7L);
    }

    private <T> void feed(WatermarkStrategy<T> strategy, List<T> elements) {
        WatermarkGenerator<T> generator = strategy.createWatermarkGenerator(null);
        var assigner = strategy.createTimestampAssigner(null);
        for (T element : elements) {
            generator.onEvent(element, assigner.extractTimestamp(element, 0), output);
        }
        generator.onPeriodicEmit(output);
    }

    private void feedNone() {
        CaptureWatermarks.strategy().createWatermarkGenerator(null).onPeriodicEmit(output);
    }
}
