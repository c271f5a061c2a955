package io.forebay.connectors.gateway.source;

import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.CaptureRecords;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.util.function.SerializableFunction;

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
        return strategy(record -> record);
    }

    /**
     * The strategy for a stream with other things between the records.
     *
     * @param capture gives the record, or null for the others, which move no watermark
     */
    public static <T> WatermarkStrategy<T> strategy(
            SerializableFunction<T, CaptureRecord> capture) {
        return strategy(capture, 0);
    }

    /**
     * The strategy for a stream that several gateways write to.
     *
     * @param maxDisorderMillis time by which a record may come behind others before it is late
     */
    public static <T> WatermarkStrategy<T> strategy(
            SerializableFunction<T, CaptureRecord> capture, long maxDisorderMillis) {
        return WatermarkStrategy.<T>forGenerator(context -> new Punctuated<>(maxDisorderMillis))
                .withTimestampAssigner(
                        (element, previous) -> {
                            CaptureRecord record = capture.apply(element);
                            return record == null ? Long.MIN_VALUE : timestampMillis(record);
                        });
    }

    /** A record's Flink timestamp, in milliseconds since the Unix epoch. */
    public static long timestampMillis(CaptureRecord record) {
        return Math.floorDiv(CaptureRecords.eventTimeNanos(record), NANOS_PER_MILLI);
    }

    private static final class Punctuated<T> implements WatermarkGenerator<T> {
        private final long maxDisorderMillis;
        private long lastMillis = Long.MIN_VALUE;

        Punctuated(long maxDisorderMillis) {
            this.maxDisorderMillis = maxDisorderMillis;
        }

        @Override
        public void onEvent(T element, long timestampMillis, WatermarkOutput output) {
            // Long.MIN_VALUE is Flink's own mark of an element without time.
            boolean hasTime = timestampMillis != Long.MIN_VALUE;
            long completeMillis = timestampMillis - maxDisorderMillis - 1;
            if (hasTime && completeMillis > lastMillis) {
                lastMillis = completeMillis;
                output.emitWatermark(new Watermark(lastMillis));
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            // Each record has said all there is to say.
        }
    }
}
