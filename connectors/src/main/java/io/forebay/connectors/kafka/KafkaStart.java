package io.forebay.connectors.kafka;

import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** Where a job without a checkpoint begins to read. */
public enum KafkaStart {
    /** At the first record held. */
    EARLIEST,
    /** Behind the last record. */
    LATEST,
    /** Where the group had come to; at the first record held where it is unknown. */
    COMMITTED;

    // The connector takes nothing newer.
    @SuppressWarnings("deprecation")
    OffsetsInitializer offsets() {
        return switch (this) {
            case EARLIEST -> OffsetsInitializer.earliest();
            case LATEST -> OffsetsInitializer.latest();
            case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
        };
    }
}
