package io.forebay.connectors.kafka.schema;

import java.io.IOException;

/** The registry did not answer, or not as it should: nothing is wrong with the record. */
public final class SchemaRegistryException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean isRetriable;

    SchemaRegistryException(String message, boolean isRetriable, Throwable cause) {
        super(message, cause);
        this.isRetriable = isRetriable;
    }

    /** Whether the same question may be answered later. */
    boolean isRetriable() {
        return isRetriable;
    }
}
