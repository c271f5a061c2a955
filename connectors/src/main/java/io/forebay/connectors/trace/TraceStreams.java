package io.forebay.connectors.trace;

import io.forebay.connectors.RecordTypes;
import io.forebay.connectors.SeparateDeadLetters;
import io.forebay.connectors.gateway.source.CaptureWatermarks;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.DeadLetter;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.Either;
import org.apache.flink.util.OutputTag;

/** Streams of a {@link TraceSource}. */
public final class TraceStreams {
    /** Side output with the dead letters of a capture. */
    public static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("trace-dead-letters", RecordTypes.deadLetter());

    private TraceStreams() {}

    /**
     * The capture of the traces, with timestamps and watermarks as a gateway's capture has; its
     * {@link #DEAD_LETTERS} side output holds what could not be used. Both operators have a fixed
     * uid made from the given one.
     */
    public static SingleOutputStreamOperator<CaptureRecord> capture(
            StreamExecutionEnvironment env, TraceSource source, String uid) {
        return env.fromSource(source, watermarks(), uid)
                .uid(uid)
                .process(new SeparateDeadLetters<>(DEAD_LETTERS))
                .returns(RecordTypes.captureRecord())
                .name(uid + " dead letters")
                .uid(uid + "-dead-letters");
    }

    private static WatermarkStrategy<Either<CaptureRecord, DeadLetter>> watermarks() {
        return CaptureWatermarks.strategy(either -> either.isLeft() ? either.left() : null);
    }
}
