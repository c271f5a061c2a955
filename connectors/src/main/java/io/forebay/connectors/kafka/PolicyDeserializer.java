package io.forebay.connectors.kafka;

import io.forebay.connectors.RecordTypes;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.Policy;
import io.forebay.schemas.PolicyChange;
import io.forebay.schemas.SchemaTrust;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.EitherTypeInfo;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Changes of policies: the key names the target, the value is the policy in Avro's single-object
 * encoding, and a record without value takes the policy back. What cannot be decoded becomes a dead
 * letter. Task thread only.
 */
final class PolicyDeserializer
        implements KafkaRecordDeserializationSchema<Either<PolicyChange, DeadLetter>> {
    private static final long serialVersionUID = 1L;

    static {
        SchemaTrust.install();
    }

    @Override
    public void deserialize(
            ConsumerRecord<byte[], byte[]> record,
            Collector<Either<PolicyChange, DeadLetter>> out) {
        if (record.key() == null) {
            out.collect(Either.Right(DeadRecords.of(record, "record has no key")));
            return;
        }
        Policy policy;
        try {
            policy = record.value() == null ? null : Policy.getDecoder().decode(record.value());
        } catch (IOException | RuntimeException e) {
            // Avro reports damaged bytes with exceptions of many kinds.
            out.collect(Either.Right(DeadRecords.of(record, "record cannot be decoded: " + e)));
            return;
        }
        String target = new String(record.key(), StandardCharsets.UTF_8);
        out.collect(
                Either.Left(
                        new PolicyChange(
                                target, policy, DeadRecords.originOf(record), record.offset())));
    }

    @Override
    public TypeInformation<Either<PolicyChange, DeadLetter>> getProducedType() {
        return new EitherTypeInfo<>(RecordTypes.of(PolicyChange.class), RecordTypes.deadLetter());
    }
}
