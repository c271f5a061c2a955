package io.forebay.jobs;

import io.forebay.connectors.gateway.GatewayTlsOptions;
import io.forebay.connectors.gateway.sink.GatewaySinkOptions;
import io.forebay.connectors.gateway.source.GatewaySourceOptions;
import io.forebay.connectors.kafka.KafkaOptions;
import io.forebay.connectors.webhook.WebhookOptions;
import io.forebay.jobs.assembly.AssemblyOptions;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/**
 * What an option of the connectors allows.
 *
 * @param option the option
 * @param allowed what is allowed, for a person
 * @param accepted a value at the border
 * @param refused one beyond it
 */
record ConnectorOptionBounds(
        ConfigOption<?> option, String allowed, String accepted, String refused) {

    static List<ConnectorOptionBounds> source() {
        return List.of(
                bounds(
                        GatewaySourceOptions.ADDRESSES,
                        "one or more, required",
                        "localhost:7420",
                        "localhost"),
                bounds(GatewaySourceOptions.SUBSCRIBER, "not blank", "a", " "),
                bounds(GatewaySourceOptions.CREDIT_RECORDS, "1 to 1048576", "1", "0"),
                bounds(GatewaySourceOptions.SILENCE_TIMEOUT, "1 ms or more", "1 ms", "0 ms"),
                bounds(
                        GatewaySourceOptions.RECONNECT_INITIAL_BACKOFF,
                        "1 ms or more",
                        "1 ms",
                        "0 ms"),
                bounds(
                        GatewaySourceOptions.RECONNECT_MAX_BACKOFF,
                        "not below the initial backoff",
                        "50 ms",
                        "49 ms"),
                bounds(GatewaySourceOptions.MAX_RECONNECTS, "0 or more", "0", "-1"));
    }

    static List<ConnectorOptionBounds> sink() {
        return List.of(
                bounds(
                        GatewaySinkOptions.ADDRESSES,
                        "one or more, required",
                        "localhost:7420",
                        "localhost"),
                bounds(GatewaySinkOptions.MAX_BATCH_SIZE, "1 or more", "1", "0"),
                bounds(GatewaySinkOptions.MAX_BATCH_BYTES, "1 byte or more", "1 b", "0 b"),
                bounds(GatewaySinkOptions.MAX_IN_FLIGHT_BATCHES, "1 or more", "1", "0"),
                bounds(
                        GatewaySinkOptions.MAX_BUFFERED_COMMANDS,
                        "above the batch size",
                        "501",
                        "500"),
                bounds(GatewaySinkOptions.MAX_TIME_IN_BUFFER, "1 ms or more", "1 ms", "0 ms"),
                bounds(GatewaySinkOptions.REQUEST_TIMEOUT, "1 ms or more", "1 ms", "0 ms"),
                bounds(GatewaySinkOptions.HEARTBEAT_INTERVAL, "1 ms or more", "1 ms", "0 ms"),
                bounds(GatewaySinkOptions.MAX_RETRIES, "0 or more", "0", "-1"),
                bounds(GatewaySinkOptions.RETRY_INITIAL_BACKOFF, "1 ms or more", "1 ms", "0 ms"),
                bounds(
                        GatewaySinkOptions.RETRY_MAX_BACKOFF,
                        "not below the initial backoff",
                        "10 ms",
                        "9 ms"));
    }

    static List<ConnectorOptionBounds> kafka() {
        List<ConnectorOptionBounds> bounds = new ArrayList<>();
        bounds.add(
                bounds(
                        KafkaOptions.BOOTSTRAP_SERVERS,
                        "one or more host:port, required",
                        "localhost:9092",
                        "localhost"));
        bounds.add(bounds(KafkaOptions.CLIENT, "what Kafka's clients know", "a:b", "a"));
        for (ConfigOption<String> topic :
                List.of(
                        KafkaOptions.CAPTURE_TOPIC,
                        KafkaOptions.COMMANDS_TOPIC,
                        KafkaOptions.ALLOCATIONS_TOPIC,
                        KafkaOptions.ALERTS_TOPIC,
                        KafkaOptions.ALERTS_JSON_TOPIC,
                        KafkaOptions.DEAD_LETTERS_TOPIC,
                        KafkaOptions.LATE_ELEMENTS_TOPIC)) {
            bounds.add(bounds(topic, "a topic of its own that exists", "t", "a topic"));
        }
        bounds.add(
                bounds(
                        KafkaOptions.POLICIES_TOPIC,
                        "a topic of its own, compacted, with one partition",
                        "t",
                        "a topic"));
        bounds.addAll(
                List.of(
                        bounds(KafkaOptions.GROUP, "not blank", "a", " "),
                        bounds(
                                KafkaOptions.START,
                                "earliest, latest or committed",
                                "latest",
                                "first"),
                        bounds(KafkaOptions.BOUNDED, "true or false", "true", "no"),
                        bounds(KafkaOptions.MAX_DISORDER, "0 ms to 1 day", "0 ms", "2 d"),
                        bounds(KafkaOptions.IDLE_TIMEOUT, "1 ms to 1 day", "1 ms", "0 ms"),
                        bounds(KafkaOptions.MAX_DRIFT, "0 ms to 1 day", "0 ms", "2 d"),
                        bounds(
                                KafkaOptions.DELIVERY,
                                "exactly_once, which needs checkpoints, or at_least_once",
                                "at_least_once",
                                "once"),
                        bounds(
                                KafkaOptions.TRANSACTION_PREFIX,
                                "not blank, of this job alone",
                                "a",
                                " "),
                        bounds(
                                KafkaOptions.TRANSACTION_TIMEOUT,
                                "above execution.checkpointing.interval and"
                                        + " execution.checkpointing.timeout together, at most the"
                                        + " brokers' transaction.max.timeout.ms",
                                "15 min",
                                "10 min"),
                        bounds(
                                KafkaOptions.REGISTRY_URL,
                                "http or https, with a host, without a user",
                                "https://host:8081/path",
                                "host:8081"),
                        bounds(KafkaOptions.REGISTRY_USER, "not blank", "job", " "),
                        bounds(KafkaOptions.REGISTRY_PASSWORD, "not blank", "secret", " "),
                        bounds(KafkaOptions.REGISTRY_REGISTERS, "true or false", "true", "no"),
                        bounds(KafkaOptions.REGISTRY_RETRY, "0 ms to 1 h", "0 ms", "2 h")));
        return bounds;
    }

    /** How a job is put together; {@code AssemblySettingsTest} holds the options to it. */
    static List<ConnectorOptionBounds> assembly() {
        return List.of(
                bounds(AssemblyOptions.SOURCE, "kafka, gateway or trace", "kafka", ""),
                bounds(AssemblyOptions.RESULTS, "kafka, gateway or both", "kafka", ""),
                bounds(
                        AssemblyOptions.TRACE_PATH,
                        "a file; required where the source is a trace that is not synthetic",
                        "a",
                        ""),
                bounds(
                        AssemblyOptions.TRACE_FORMAT,
                        "a format of forebay trace info; required with a path",
                        "vscsi",
                        ""),
                bounds(
                        AssemblyOptions.TRACE_SYNTHETIC,
                        "a workload of forebay run --synthetic",
                        "mixed",
                        ""),
                bounds(AssemblyOptions.TRACE_SEED, "any number", "1", ""),
                bounds(
                        AssemblyOptions.TRACE_LIMIT,
                        "0 or more, above 0 for a synthetic workload",
                        "1",
                        ""));
    }

    /** Accepted ones are given together, because one needs the others. */
    static List<ConnectorOptionBounds> tls() {
        return List.of(
                bounds(GatewayTlsOptions.CA, "a file, with the next two", "ca.crt", " "),
                bounds(GatewayTlsOptions.CERTIFICATE, "a file", "job.crt", " "),
                bounds(GatewayTlsOptions.KEY, "a file", "job.key", " "),
                bounds(GatewayTlsOptions.SERVER_NAME, "not blank", "gateway.example.org", " "));
    }

    static List<ConnectorOptionBounds> webhook() {
        return List.of(
                bounds(
                        WebhookOptions.URL,
                        "http or https, with a host, without a user",
                        "https://host/path",
                        "host/path"),
                bounds(
                        WebhookOptions.SECRET,
                        "16 characters or more",
                        "0123456789abcdef",
                        "0123456789abcde"),
                bounds(WebhookOptions.QUEUE, "1 to 1000000", "1", "0"),
                bounds(WebhookOptions.REQUEST_TIMEOUT, "1 ms to 7 d", "1 ms", "0 ms"),
                bounds(WebhookOptions.RETRY_INITIAL_BACKOFF, "1 ms to 7 d", "1 ms", "0 ms"),
                bounds(
                        WebhookOptions.RETRY_MAX_BACKOFF,
                        "above the initial backoff, at most 7 d",
                        "501 ms",
                        "500 ms"),
                bounds(
                        WebhookOptions.GIVE_UP_AFTER,
                        "the initial backoff to 7 d",
                        "500 ms",
                        "499 ms"));
    }

    private static ConnectorOptionBounds bounds(
            ConfigOption<?> option, String allowed, String accepted, String refused) {
        return new ConnectorOptionBounds(option, allowed, accepted, refused);
    }

    /** What is allowed for {@code option}. */
    static String allowed(List<ConnectorOptionBounds> bounds, ConfigOption<?> option) {
        return bounds.stream()
                .filter(entry -> entry.option().key().equals(option.key()))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no bounds are given: key=" + option.key()))
                .allowed();
    }
}
