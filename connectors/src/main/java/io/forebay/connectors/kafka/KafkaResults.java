package io.forebay.connectors.kafka;

import io.forebay.connectors.kafka.KeyedRecordSerializer.Format;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.TrafficElement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.util.function.SerializableFunction;

/**
 * Results into topics, one sink each with a fixed uid. What is rare is written by one task, so that
 * it costs one producer.
 */
public final class KafkaResults {
    private static final String UID_PREFIX = "forebay-kafka-";

    private final KafkaSettings settings;

    /** Writes as {@code settings} say. */
    public KafkaResults(KafkaSettings settings) {
        this.settings = settings;
    }

    /** Writes tags, prefetches and model updates. */
    public void writeAnswers(DataStream<ControlCommand> answers) {
        // As they come, in the task that gives them: what travels is encoded once more.
        write(
                answers,
                "commands",
                answers.getParallelism(),
                avro(
                        settings.topics().commands(),
                        ControlCommand.class,
                        ControlCommand::getTarget));
    }

    /** Writes shares of buffer space. */
    public void writeAllocations(DataStream<ControlCommand> allocations) {
        write(
                allocations,
                "allocations",
                1,
                avro(
                        settings.topics().allocations(),
                        ControlCommand.class,
                        ControlCommand::getTarget));
    }

    /** Writes alerts, in Avro and as JSON. */
    public void writeAlerts(DataStream<AnomalyAlert> alerts) {
        write(
                alerts,
                "alerts",
                1,
                avro(settings.topics().alerts(), AnomalyAlert.class, AnomalyAlert::getFunctionId));
        write(
                alerts,
                "alerts-json",
                1,
                new KeyedRecordSerializer<>(
                        settings.topics().alertsJson(),
                        AnomalyAlert.class,
                        AnomalyAlert::getFunctionId,
                        Format.JSON));
    }

    /** Writes input that could not be used. */
    public void writeDeadLetters(DataStream<DeadLetter> deadLetters) {
        write(
                deadLetters,
                "dead-letters",
                1,
                avro(settings.topics().deadLetters(), DeadLetter.class, DeadLetter::getOrigin));
    }

    /** Writes elements that came after their window. */
    public void writeLateElements(DataStream<TrafficElement> lateElements) {
        write(
                lateElements,
                "late-elements",
                1,
                avro(
                        settings.topics().lateElements(),
                        TrafficElement.class,
                        TrafficElement::getFunctionId));
    }

    /** Schemas of the values in Avro, by topic. */
    static Map<String, Schema> schemas(KafkaTopics topics) {
        Map<String, Schema> schemas = new LinkedHashMap<>();
        schemas.put(topics.commands(), ControlCommand.getClassSchema());
        schemas.put(topics.allocations(), ControlCommand.getClassSchema());
        schemas.put(topics.alerts(), AnomalyAlert.getClassSchema());
        schemas.put(topics.deadLetters(), DeadLetter.getClassSchema());
        schemas.put(topics.lateElements(), TrafficElement.getClassSchema());
        return schemas;
    }

    private <T extends SpecificRecordBase> KeyedRecordSerializer<T> avro(
            String topic, Class<T> type, SerializableFunction<T, String> keyOf) {
        return new KeyedRecordSerializer<>(topic, type, keyOf, Format.AVRO, settings.registry());
    }

    private <T extends SpecificRecordBase> void write(
            DataStream<T> stream,
            String name,
            int parallelism,
            KeyedRecordSerializer<T> serializer) {
        stream.sinkTo(sink(name, serializer))
                .setParallelism(parallelism)
                .name("Kafka " + name)
                .uid(UID_PREFIX + name);
    }

    private <T extends SpecificRecordBase> KafkaSink<T> sink(
            String name, KeyedRecordSerializer<T> serializer) {
        KafkaSinkBuilder<T> builder =
                KafkaSink.<T>builder()
                        .setKafkaProducerConfig(settings.clientProperties())
                        .setBootstrapServers(settings.bootstrapServers())
                        .setDeliveryGuarantee(settings.delivery().guarantee())
                        .setRecordSerializer(serializer);
        if (settings.delivery() == KafkaDelivery.EXACTLY_ONCE) {
            builder.setTransactionalIdPrefix(settings.transactionPrefix() + "-" + name)
                    // A fixed set of names instead of a new one with each checkpoint.
                    .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                    .setProperty(
                            "transaction.timeout.ms",
                            Long.toString(settings.transactionTimeout().toMillis()));
        }
        return builder.build();
    }
}
