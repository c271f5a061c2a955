package io.forebay.connectors.kafka.schema;

import io.forebay.schemas.ReleasedSchemas;
import io.forebay.schemas.SchemaTrust;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Reads what {@link RecordEncoder} writes, told apart by the first byte, so that a topic may hold
 * both forms. A record of another version of its schema is read as Avro resolves it: the writer's
 * schema comes from the registry, or is a released one. One thread.
 *
 * @param <T> the record
 */
public final class RecordDecoder<T extends SpecificRecordBase> {
    /** First byte of what was written with a registry. */
    static final int REGISTRY_MARKER = 0;

    private static final int HEADER_BYTES = 5;

    /** Schemas held at a time: a topic has a few, and damaged records must not fill the heap. */
    private static final int MOST_SCHEMAS = 100;

    static {
        SchemaTrust.install();
    }

    private final SpecificData data;
    private final Schema schema;
    private final BinaryMessageDecoder<T> singleObject;
    private final SchemaRegistry registry;
    private final Map<Integer, DatumReader<T>> readers =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Integer, DatumReader<T>> eldest) {
                    return size() > MOST_SCHEMAS;
                }
            };
    private BinaryDecoder decoder;

    /**
     * @param registry null where none is configured
     */
    public RecordDecoder(Class<T> type, SchemaRegistrySettings registry) {
        this(type, registry, ReleasedSchemas.of(type));
    }

    /**
     * @param older schemas that single objects may have been written with
     */
    RecordDecoder(Class<T> type, SchemaRegistrySettings registry, SchemaStore older) {
        data = SpecificData.getForClass(type);
        schema = data.getSchema(type);
        singleObject = new BinaryMessageDecoder<>(data, schema, older);
        this.registry = registry == null ? null : SchemaRegistry.patient(registry);
    }

    /**
     * The record.
     *
     * @throws SchemaRegistryException when the registry does not answer; the record may be as good
     *     as any
     * @throws IOException when the bytes are no record, or of a schema nobody knows. Avro has
     *     unchecked exceptions for that, too
     */
    public T decode(byte[] value) throws IOException {
        boolean isOfRegistry = value.length >= HEADER_BYTES && value[0] == REGISTRY_MARKER;
        if (!isOfRegistry) {
            return singleObject.decode(value);
        }
        int id = ByteBuffer.wrap(value).getInt(1);
        if (registry == null) {
            throw new IOException(
                    "written with a schema registry, and none is configured: id=" + id);
        }
        DatumReader<T> reader = readers.get(id);
        if (reader == null) {
            reader = readerOf(id);
            readers.put(id, reader);
        }
        decoder =
                DecoderFactory.get()
                        .binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, decoder);
        return reader.read(null, decoder);
    }

    private DatumReader<T> readerOf(int id) throws IOException {
        Schema written =
                registry.schemaOf(id)
                        .orElseThrow(
                                () ->
                                        new IOException(
                                                "schema is unknown to the registry: id=" + id));
        @SuppressWarnings("unchecked")
        DatumReader<T> reader = data.createDatumReader(written, schema);
        return reader;
    }
}
