package io.forebay.connectors.kafka;

import io.forebay.connectors.RecordTypes;
import io.forebay.connectors.SeparateDeadLetters;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.PolicyChange;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.Either;
import org.apache.flink.util.OutputTag;

/** Policies from a compacted topic of one partition. */
public final class KafkaPolicies {
    /** Side output with the records that could not be decoded. */
    public static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("policy-dead-letters", RecordTypes.deadLetter());

    private KafkaPolicies() {}

    /**
     * The changes of policies from the first that the topic still holds, without timestamps and
     * watermarks. Both operators have a fixed uid made from the given one, and one task.
     *
     * @param isBounded whether the stream ends with what is there when the job starts
     */
    public static SingleOutputStreamOperator<PolicyChange> stream(
            StreamExecutionEnvironment env, KafkaSettings settings, String uid, boolean isBounded) {
        KafkaSourceBuilder<Either<PolicyChange, DeadLetter>> source =
                KafkaSource.<Either<PolicyChange, DeadLetter>>builder()
                        .setProperties(settings.clientProperties())
                        .setProperty("isolation.level", "read_committed")
                        // The place reached is the job's alone.
                        .setProperty("commit.offsets.on.checkpoint", "false")
                        .setTopics(settings.topics().policies())
                        .setGroupId(settings.group())
                        .setStartingOffsets(OffsetsInitializer.earliest())
                        .setDeserializer(new PolicyDeserializer(settings.registry()));
        return env.fromSource(
                        BoundedKafkaSource.of(source, isBounded),
                        WatermarkStrategy.noWatermarks(),
                        "Policy changes")
                .setParallelism(1)
                .uid(uid)
                .process(new SeparateDeadLetters<>(DEAD_LETTERS))
                .returns(RecordTypes.of(PolicyChange.class))
                .setParallelism(1)
                .name("Policy dead letters")
                .uid(uid + "-dead-letters");
    }
}
