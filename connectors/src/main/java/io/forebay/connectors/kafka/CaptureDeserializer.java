package io.forebay.connectors.kafka;

import io.forebay.connectors.RecordTypes;
import io.forebay.connectors.kafka.schema.RecordDecoder;
import io.forebay.connectors.kafka.schema.SchemaRegistryException;
import io.forebay.connectors.kafka.schema.SchemaRegistrySettings;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.CaptureRecords;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.ElementRules;
import io.forebay.schemas.SchemaTrust;
import io.forebay.schemas.TrafficElement;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.EitherTypeInfo;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Capture records as {@link RecordDecoder} reads them. What cannot be decoded, or keeps not to the
 * {@link ElementRules}, becomes a dead letter that names topic, partition and offset: beyond this
 * point a wrong time would have moved the watermark. Task thread only.
 */
final class CaptureDeserializer
        implements KafkaRecordDeserializationSchema<Either<CaptureRecord, DeadLetter>> {
    private static final long serialVersionUID = 1L;

    static {
        SchemaTrust.install();
    }

    private final SchemaRegistrySettings registry;
    private transient RecordDecoder<CaptureRecord> decoder;

    /**
     * @param registry null where none is configured
     */
    CaptureDeserializer(SchemaRegistrySettings registry) {
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
            ConsumerRecord<byte[], byte[]> record, Collector<Either<CaptureRecord, DeadLetter>> out)
            throws SchemaRegistryException {
        if (record.value() == null) {
            out.collect(Either.Right(DeadRecords.of(record, "record has no value")));
            return;
        }
        CaptureRecord capture;
        String violation;
        try {
            capture = decoder().decode(record.value());
            violation = violation(capture);
        } catch (SchemaRegistryException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Avro reports damaged bytes with exceptions of many kinds.
            out.collect(Either.Right(DeadRecords.of(record, "record cannot be decoded: " + e)));
            return;
        }
        out.collect(
                violation == null
                        ? Either.Left(capture)
                        : Either.Right(DeadRecords.of(record, violation)));
    }

    private RecordDecoder<CaptureRecord> decoder() {
        if (decoder == null) {
            decoder = new RecordDecoder<>(CaptureRecord.class, registry);
        }
        return decoder;
    }

    private static String violation(CaptureRecord capture) {
        if (capture.getBody() instanceof TrafficElement element) {
            return ElementRules.violation(element);
        }
        long timeNanos = CaptureRecords.eventTimeNanos(capture);
        return timeNanos < 0 || timeNanos > ElementRules.MAX_EVENT_TIME_NANOS
                ? "event time is outside the clock: eventTimeNanos=" + timeNanos
                : null;
    }

    @Override
    public TypeInformation<Either<CaptureRecord, DeadLetter>> getProducedType() {
        return new EitherTypeInfo<>(RecordTypes.captureRecord(), RecordTypes.deadLetter());
    }
}
