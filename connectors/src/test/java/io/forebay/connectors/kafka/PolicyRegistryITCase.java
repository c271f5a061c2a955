package io.forebay.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.connectors.kafka.schema.RecordEncoder;
import io.forebay.connectors.kafka.schema.RegistryServer;
import io.forebay.connectors.kafka.schema.SchemaRegistryException;
import io.forebay.connectors.kafka.schema.SchemaRegistrySettings;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.Policy;
import io.forebay.schemas.PolicyChange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.types.Either;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Policies with a registry that is asked over HTTP, and without. */
class PolicyRegistryITCase {
    private static final String TOPIC = "forebay.policies";
    private static final String TARGET = "disk0/3";
    private static final Policy POLICY = new Policy(TARGET, Map.of("forebay.priority.floor", "5"));

    private RegistryServer server;

    @BeforeEach
    void start() throws IOException {
        server = new RegistryServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private SchemaRegistrySettings registry() {
        return server.settings(true, Duration.ofMinutes(1));
    }

    private static byte[] bytes(SchemaRegistrySettings registry) throws IOException {
        return new RecordEncoder<>(TOPIC, Policy.class, registry).encode(POLICY);
    }

    private static Either<PolicyChange, DeadLetter> read(
            SchemaRegistrySettings registry, byte[] value) throws SchemaRegistryException {
        List<Either<PolicyChange, DeadLetter>> out = new ArrayList<>();
        byte[] key = TARGET.getBytes(StandardCharsets.UTF_8);
        new PolicyDeserializer(registry)
                .deserialize(
                        new ConsumerRecord<>(TOPIC, 0, 4, key, value), new ListCollector<>(out));
        assertThat(out).hasSize(1);
        return out.get(0);
    }

    @Test
    void shouldReadPoliciesWrittenWithTheRegistryAndWithout() throws IOException {
        for (byte[] value : List.of(bytes(registry()), bytes(null))) {
            PolicyChange change = read(registry(), value).left();

            assertThat(change.getTarget()).isEqualTo(TARGET);
            assertThat(change.getPolicy()).isEqualTo(POLICY);
            assertThat(change.getPosition()).isEqualTo(4);
        }
        assertThat(read(registry(), null).left().getPolicy()).isNull();
    }

    @Test
    void shouldFailTheJobAndNotThePolicyWhenTheRegistryStaysAway() throws IOException {
        byte[] value = bytes(registry());
        server.failNext(1);

        assertThatThrownBy(() -> read(server.settings(true, Duration.ZERO), value))
                .isInstanceOf(SchemaRegistryException.class);
    }

    @Test
    void shouldMakeDeadLetterWhenWrittenWithARegistryAndNoneIsConfigured() throws IOException {
        DeadLetter letter = read(null, bytes(registry())).right();

        assertThat(letter.getReason())
                .startsWith("record cannot be decoded")
                .contains("none is configured");
        assertThat(letter.getPosition()).isEqualTo(4);
    }
}
