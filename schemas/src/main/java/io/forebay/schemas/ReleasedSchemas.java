package io.forebay.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.message.SchemaStore;

/**
 * Schemas of released versions, which a record in Avro's single-object encoding may have been
 * written with: while versions change one process after the other, both are in a topic. Any thread.
 */
public final class ReleasedSchemas {
    private static final List<String> VERSIONS = List.of("v1");

    private ReleasedSchemas() {}

    /** The released schemas of a record by fingerprint. */
    public static SchemaStore.Cache of(Class<?> record) {
        var store = new SchemaStore.Cache();
        for (String version : VERSIONS) {
            store.addSchema(read("/schemas/" + version + "/" + record.getSimpleName() + ".avsc"));
        }
        return store;
    }

    private static Schema read(String resource) {
        try (InputStream schema = ReleasedSchemas.class.getResourceAsStream(resource)) {
            if (schema == null) {
                throw new IllegalArgumentException("no released schema: resource=" + resource);
            }
            return new Schema.Parser().parse(schema);
        } catch (IOException e) {
            throw new UncheckedIOException("schema cannot be read: resource=" + resource, e);
        }
    }
}
