package io.forebay.connectors.kafka;

import io.forebay.connectors.kafka.schema.RecordEncoder;
import io.forebay.connectors.kafka.schema.SchemaRegistrySettings;
import io.forebay.schemas.SchemaTrust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.util.function.SerializableFunction;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records for a topic: the key in UTF-8, the value in Avro as {@link RecordEncoder} writes it, or
 * as JSON. One thread.
 *
 * <p>Kafka's time of a record is when it was written, not the event's: by that time topics forget,
 * and a trace may be years old.
 *
 * @param <T> the record
 */
public final class KeyedRecordSerializer<T extends SpecificRecordBase>
        implements KafkaRecordSerializationSchema<T>, KafkaDatasetFacetProvider {
    private static final long serialVersionUID = 1L;

    static {
        SchemaTrust.install();
    }

    /** Form of the value. */
    public enum Format {
        /** Avro's binary form behind what tells the schema. */
        AVRO,
        /** One JSON object, its fields those of the record. */
        JSON
    }

    private final String topic;
    private final Class<T> type;
    private final SerializableFunction<T, String> keyOf;
    private final Format format;
    private final SchemaRegistrySettings registry;
    private transient RecordEncoder<T> encoder;

    /** A serializer without a registry. */
    public KeyedRecordSerializer(
            String topic, Class<T> type, SerializableFunction<T, String> keyOf, Format format) {
        this(topic, type, keyOf, format, null);
    }

    /**
     * Makes a serializer.
     *
     * @param keyOf gives the key, which decides the partition and with it what stays in order
     * @param registry null where none is configured
     */
    public KeyedRecordSerializer(
            String topic,
            Class<T> type,
            SerializableFunction<T, String> keyOf,
            Format format,
            SchemaRegistrySettings registry) {
        this.registry = registry;
        this.topic = topic;
        this.type = type;
        this.keyOf = keyOf;
        this.format = format;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            T value, KafkaSinkContext context, Long timestampMillis) {
        return serialize(value);
    }

    /** The record as it goes to the topic. */
    public ProducerRecord<byte[], byte[]> serialize(T value) {
        return new ProducerRecord<>(
                topic,
                null,
                keyOf.apply(value).getBytes(StandardCharsets.UTF_8),
                format == Format.AVRO ? avro(value) : json(value));
    }

    /** The topic, which the sink asks for to find transactions that an earlier attempt left. */
    @Override
    public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
        return Optional.of(
                new DefaultKafkaDatasetFacet(
                        DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic))));
    }

    private byte[] avro(T value) {
        if (encoder == null) {
            encoder = new RecordEncoder<>(topic, type, registry);
        }
        try {
            return encoder.encode(value);
        } catch (IOException e) {
            throw new UncheckedIOException("record cannot be encoded: type=" + type.getName(), e);
        }
    }

    /** Avro's own rendering of a record is a JSON object, without the tags of its unions. */
    private static byte[] json(SpecificRecordBase value) {
        return value.toString().getBytes(StandardCharsets.UTF_8);
    }
}
