package io.forebay.connectors.kafka;

import org.apache.flink.connector.base.DeliveryGuarantee;

/** What is promised of the results in Kafka. */
public enum KafkaDelivery {
    /** Read with {@code read_committed}, each is there once, with the checkpoint after it. */
    EXACTLY_ONCE,
    /** Each is there at once, and once more when the job had to go back behind it. */
    AT_LEAST_ONCE;

    DeliveryGuarantee guarantee() {
        return switch (this) {
            case EXACTLY_ONCE -> DeliveryGuarantee.EXACTLY_ONCE;
            case AT_LEAST_ONCE -> DeliveryGuarantee.AT_LEAST_ONCE;
        };
    }
}
