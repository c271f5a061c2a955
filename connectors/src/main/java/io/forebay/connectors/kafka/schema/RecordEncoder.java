package io.forebay.connectors.kafka.schema;

import io.forebay.schemas.SchemaTrust;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
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

    /** Marks a record in the single-object encoding: two bytes, the second its version. */
    private static final short SINGLE_OBJECT_MARKER = (short) 0xC301;

    private final DatumWriter<T> writer;
    private final Schema schema;
    private final SchemaRegistry registry;
    private final String subject;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** What precedes each record; with a registry it is known once the registry was asked. */
    private byte[] header;

    private BinaryEncoder encoder;

    /**
     * @param topic of the values
     * @param registry null for the single-object encoding
     */
    public RecordEncoder(String topic, Class<T> type, SchemaRegistrySettings registry) {
        SpecificData data = SpecificData.getForClass(type);
        schema = data.getSchema(type);
        @SuppressWarnings("unchecked")
        DatumWriter<T> ofType = data.createDatumWriter(schema);
        writer = ofType;
        this.registry = registry == null ? null : SchemaRegistry.patient(registry);
        subject = SchemaRegistry.subjectOf(topic);
        header = registry == null ? singleObjectHeader(schema) : null;
    }

    private static byte[] singleObjectHeader(Schema schema) {
        return ByteBuffer.allocate(Short.BYTES + Long.BYTES)
                .putShort(SINGLE_OBJECT_MARKER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(SchemaNormalization.parsingFingerprint64(schema))
                .array();
    }

    private static byte[] registryHeader(int schemaId) {
        return ByteBuffer.allocate(1 + Integer.BYTES)
                .put((byte) RecordDecoder.REGISTRY_MARKER)
                .putInt(schemaId)
                .array();
    }

    /**
     * The record's bytes.
     *
     * @throws SchemaRegistryException when the schema has no id yet and the registry gives none
     */
    public byte[] encode(T record) throws IOException {
        if (header == null) {
            header = registryHeader(registry.idOf(subject, schema));
        }
        // Buffered: each write to the stream takes a lock, and a record has dozens of parts.
        encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
        // After it was set up: it writes out then what is left of a record that failed.
        bytes.reset();
        bytes.writeBytes(header);
        writer.write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }
}
