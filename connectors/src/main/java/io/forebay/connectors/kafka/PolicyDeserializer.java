package io.forebay.connectors.kafka;

import io.forebay.connectors.RecordTypes;
import io.forebay.connectors.kafka.schema.RecordDecoder;
import io.forebay.connectors.kafka.schema.SchemaRegistryException;
import io.forebay.connectors.kafka.schema.SchemaRegistrySettings;
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
 * Changes of policies: the key names the target, the value is the policy as {@link RecordDecoder}
 * reads it, and a record without value takes the policy back. What cannot be decoded becomes a dead
 * letter. Task thread only.
 */
final class PolicyDeserializer
        implements KafkaRecordDeserializationSchema<Either<PolicyChange, DeadLetter>> {
    private static final long serialVersionUID = 1L;

    static {
        SchemaTrust.install();
    }

    private final SchemaRegistrySettings registry;
    private transient RecordDecoder<Policy> decoder;

    /**
     * @param registry null where none is configured
     */
    PolicyDeserializer(SchemaRegistrySettings registry) {
        this.registry = registry;
    }

    /**
     * {@inheritDoc}
     *
     * @throws SchemaRegistryException when the registry does not answer: the record may be good,
     *     and is read again when the job goes back to its checkpoint
     */
    @Override
    public void deserialize(
            ConsumerRecord<byte[], byte[]> record, Collector<Either<PolicyChange, DeadLetter>> out)
            throws SchemaRegistryException {
        if (record.key() == null) {
            out.collect(Either.Right(DeadRecords.of(record, "record has no key")));
            return;
        }
        Policy policy;
        try {
            policy = record.value() == null ? null : decoder().decode(record.value());
        } catch (SchemaRegistryException e) {
            throw e;
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

    private RecordDecoder<Policy> decoder() {
        if (decoder == null) {
            decoder = new RecordDecoder<>(Policy.class, registry);
        }
        return decoder;
    }

    @Override
    public TypeInformation<Either<PolicyChange, DeadLetter>> getProducedType() {
        return new EitherTypeInfo<>(RecordTypes.of(PolicyChange.class), RecordTypes.deadLetter());
    }
}
