package io.forebay.connectors.kafka.schema;

import io.forebay.schemas.SchemaTrust;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Records as values of a topic. Without a registry in Avro's single-object encoding: two marker
 * bytes, the fingerprint of the schema, the record in Avro's binary form. With one as its users
 * expect: a zero, the id of the schema in four bytes, the record. One thread.
 *
 * @param <T> the record
 */
public final class RecordEncoder<T extends SpecificRecordBase> {
    static {
        SchemaTrust.install();
    }

    private final BinaryMessageEncoder<T> singleObject;
    private final DatumWriter<T> writer;
    private final Schema schema;
    private final SchemaRegistry registry;
    private final String subject;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private BinaryEncoder encoder;
    private int schemaId = -1;

    /**
     * @param topic of the values
     * @param registry null for the single-object encoding
     */
    public RecordEncoder(String topic, Class<T> type, SchemaRegistrySettings registry) {
        SpecificData data = SpecificData.getForClass(type);
        schema = data.getSchema(type);
        singleObject = new BinaryMessageEncoder<>(data, schema);
        @SuppressWarnings("unchecked")
        DatumWriter<T> ofType = data.createDatumWriter(schema);
        writer = ofType;
        this.registry = registry == null ? null : SchemaRegistry.patient(registry);
        subject = SchemaRegistry.subjectOf(topic);
    }

    /**
     * The record's bytes.
     *
     * @throws SchemaRegistryException when the schema has no id yet and the registry gives none
     */
    public byte[] encode(T record) throws IOException {
        if (registry == null) {
            ByteBuffer encoded = singleObject.encode(record);
            byte[] value = new byte[encoded.remaining()];
            encoded.get(value);
            return value;
        }
        if (schemaId < 0) {
            schemaId = registry.idOf(subject, schema);
        }
        bytes.reset();
        bytes.write(RecordDecoder.REGISTRY_MARKER);
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes.write(schemaId >>> shift);
        }
        encoder = EncoderFactory.get().directBinaryEncoder(bytes, encoder);
        writer.write(record, encoder);
        return bytes.toByteArray();
    }
}
