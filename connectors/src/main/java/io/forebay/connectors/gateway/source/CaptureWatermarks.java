package io.forebay.connectors.gateway.source;

import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.CaptureRecords;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Event time of a capture. A gateway reports in the order of its clock, so after each record all
 * earlier times are complete: the watermark is the record's time in milliseconds less one, sent
 * when it advances. Applied to each split on its own.
 */
public final class CaptureWatermarks {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private CaptureWatermarks() {}

    /** The strategy for {@code fromSource}. */
    public static WatermarkStrategy<CaptureRecord> strategy() {
        return WatermarkStrategy.<CaptureRecord>forGenerator(context -> new Punctuated())
                .withTimestampAssigner((record, previous) -> timestampMillis(record));
    }

    /** A record's Flink timestamp, in milliseconds since the Unix epoch. */
    public static long timestampMillis(CaptureRecord record) {
        return Math.floorDiv(CaptureRecords.eventTimeNanos(record), NANOS_PER_MILLI);
    }

    private static final class Punctuated implements WatermarkGenerator<CaptureRecord> {
        private long lastMillis = Long.MIN_VALUE;

        @Override
        public void onEvent(CaptureRecord record, long timestampMillis, WatermarkOutput output) {
            long completeMillis = timestampMillis - 1;
            if (completeMillis > lastMillis) {
                lastMillis = completeMillis;
                output.emitWatermark(new Watermark(completeMillis));
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            // Each record has said all there is to say.
        }
    }
}
