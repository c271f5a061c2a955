package io.forebay.connectors.kafka;

import io.forebay.connectors.RecordTypes;
import io.forebay.connectors.SeparateDeadLetters;
import io.forebay.connectors.gateway.source.CaptureWatermarks;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.DeadLetter;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.Either;
import org.apache.flink.util.OutputTag;

/** Traffic from a topic. */
public final class KafkaCapture {
    /** Side output with the records that could not be used. */
    public static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("kafka-dead-letters", RecordTypes.deadLetter());

    private static final String ALIGNMENT_GROUP = "forebay-capture";
    private static final Duration ALIGNMENT_INTERVAL = Duration.ofMillis(200);

    /*
     * A broker that answers each record at once is asked thousands of times a second and takes more
     * of a processor than the prediction. So it gathers a little before it answers.
     */
    private static final String FETCH_MIN_BYTES = "4096";
    private static final String FETCH_MAX_WAIT_MILLIS = "10";

    private KafkaCapture() {}

    /**
     * The capture of a topic with timestamps and watermarks: each partition has its own, one that
     * is silent is idle after a while, and one that runs ahead of the others is paused.
     *
     * <p>Reading stops at uncommitted transactions. Both operators have a fixed uid made from the
     * given one.
     *
     * @param parallelism of the source, not above the number of partitions: a reader without one
     *     would hold the watermark back until it is found idle
     */
    public static SingleOutputStreamOperator<CaptureRecord> stream(
            StreamExecutionEnvironment env, KafkaSettings settings, String uid, int parallelism) {
        return env.fromSource(source(settings), watermarks(settings), "Capture")
                .setParallelism(parallelism)
                .uid(uid)
                .process(new SeparateDeadLetters<>(DEAD_LETTERS))
                .returns(RecordTypes.captureRecord())
                .setParallelism(parallelism)
                .name("Capture dead letters")
                .uid(uid + "-dead-letters");
    }

    private static Source<Either<CaptureRecord, DeadLetter>, ?, ?> source(KafkaSettings settings) {
        KafkaSourceBuilder<Either<CaptureRecord, DeadLetter>> builder =
                KafkaSource.<Either<CaptureRecord, DeadLetter>>builder()
                        .setProperty("fetch.min.bytes", FETCH_MIN_BYTES)
                        .setProperty("fetch.max.wait.ms", FETCH_MAX_WAIT_MILLIS)
                        .setProperties(settings.clientProperties())
                        .setProperty("isolation.level", "read_committed")
                        .setTopics(settings.topics().capture())
                        .setGroupId(settings.group())
                        .setStartingOffsets(settings.start().offsets())
                        .setDeserializer(new CaptureDeserializer(settings.registry()));
        return BoundedKafkaSource.of(builder, settings.isBounded());
    }

    private static WatermarkStrategy<Either<CaptureRecord, DeadLetter>> watermarks(
            KafkaSettings settings) {
        WatermarkStrategy<Either<CaptureRecord, DeadLetter>> strategy =
                CaptureWatermarks.<Either<CaptureRecord, DeadLetter>>strategy(
                                either -> either.isLeft() ? either.left() : null,
                                settings.maxDisorderMillis())
                        .withIdleness(settings.idleTimeout());
        return settings.maxDrift().isZero()
                ? strategy
                : strategy.withWatermarkAlignment(
                        ALIGNMENT_GROUP, settings.maxDrift(), ALIGNMENT_INTERVAL);
    }
}
