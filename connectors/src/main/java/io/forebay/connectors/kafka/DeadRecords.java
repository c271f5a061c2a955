package io.forebay.connectors.kafka;

import io.forebay.schemas.DeadLetter;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Dead letters of records in Kafka. Stateless; any thread. */
final class DeadRecords {
    private static final String POSITION_UNIT = "kafka offset";
    private static final int EXCERPT_BYTES = 128;

    private DeadRecords() {}

    /** Names topic, partition and offset, with the beginning of the value. */
    static DeadLetter of(ConsumerRecord<byte[], byte[]> record, String reason) {
        return new DeadLetter(
                originOf(record), record.offset(), POSITION_UNIT, reason, excerptOf(record));
    }

    static String originOf(ConsumerRecord<byte[], byte[]> record) {
        return "kafka topic " + record.topic() + ", partition " + record.partition();
    }

    private static String excerptOf(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value == null) {
            return "";
        }
        return HexFormat.of()
                .formatHex(Arrays.copyOf(value, Math.min(value.length, EXCERPT_BYTES)));
    }
}
