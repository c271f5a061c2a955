package io.forebay.connectors.kafka.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.connectors.gateway.Records;
import io.forebay.connectors.kafka.KafkaDelivery;
import io.forebay.connectors.kafka.KafkaOptions;
import io.forebay.connectors.kafka.KafkaSettings;
import io.forebay.connectors.kafka.KafkaStartCheck;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.ClockTick;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records through a registry that is asked over HTTP. */
class SchemaRegistryITCase {
    private static final String TOPIC = "forebay.capture";
    private static final String SUBJECT = "forebay.capture-value";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private RegistryServer server;

    @BeforeEach
    void start() throws IOException {
        server = new RegistryServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RecordEncoder<CaptureRecord> encoder(SchemaRegistrySettings settings) {
        return new RecordEncoder<>(TOPIC, CaptureRecord.class, settings);
    }

    private RecordDecoder<CaptureRecord> decoder() {
        return new RecordDecoder<>(CaptureRecord.class, server.settings(true, PATIENCE));
    }

    private static byte[] withHeader(int id, Schema schema, GenericRecord record)
            throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(0);
        bytes.write(ByteBuffer.allocate(4).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        return bytes.toByteArray();
    }

    @Test
    void shouldReadWhatWasWrittenAndAskOnce() throws IOException {
        RecordEncoder<CaptureRecord> encoder = encoder(server.settings(true, PATIENCE));
        RecordDecoder<CaptureRecord> decoder = decoder();

        for (int i = 0; i < 3; i++) {
            byte[] value = encoder.encode(Records.read(i));
            assertThat(value).startsWith(0, 0, 0, 0, 1);
            assertThat(decoder.decode(value)).isEqualTo(Records.read(i));
        }
        assertThat(server.asked())
                .containsExactly("POST /subjects/" + SUBJECT + "/versions", "GET /schemas/ids/1");
    }

    @Test
    void shouldReadSingleObjectsBesides() throws IOException {
        byte[] value = encoder(null).encode(Records.read(7));

        assertThat(decoder().decode(value)).isEqualTo(Records.read(7));
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void shouldReadRecordsOfALaterSchema() throws IOException {
        // A later version knows one more thing of a tick.
        Schema later =
                new Schema.Parser()
                        .parse(
                                CaptureRecord.getClassSchema()
                                        .toString()
                                        .replace(
                                                "\"name\":\"ClockTick\",",
                                                "\"name\":\"ClockTick\",\"later\":1,")
                                        .replaceFirst(
                                                "(\"name\":\"ClockTick\".*?\"fields\":\\[)",
                                                "$1{\"name\":\"skewNanos\",\"type\":\"long\"},"));
        Schema tickSchema =
                later.getField("body").schema().getTypes().stream()
                        .filter(type -> type.getName().equals("ClockTick"))
                        .findFirst()
                        .orElseThrow();
        var tick = new GenericData.Record(tickSchema);
        tick.put("skewNanos", 5L);
        tick.put("deviceId", "nvme0");
        tick.put("eventTimeNanos", 12L);
        var record = new GenericData.Record(later);
        record.put("offset", 3L);
        record.put("body", tick);
        int id = server.add(SUBJECT, later);

        assertThat(decoder().decode(withHeader(id, later, record)))
                .isEqualTo(new CaptureRecord(3L, new ClockTick("nvme0", 12L)));
    }

    @Test
    void shouldAskAgainWhenTheRegistryIsAwayForAWhile() throws IOException {
        byte[] value = encoder(server.settings(true, PATIENCE)).encode(Records.read(7));
        server.failNext(2);

        assertThat(decoder().decode(value)).isEqualTo(Records.read(7));
        assertThat(server.asked().stream().filter("GET /schemas/ids/1"::equals)).hasSize(3);
    }

    @Test
    void shouldFailTheJobAndNotTheRecordWhenTheRegistryStaysAway() throws IOException {
        SchemaRegistrySettings impatient = server.settings(true, Duration.ZERO);
        byte[] value = encoder(impatient).encode(Records.read(7));
        var decoder = new RecordDecoder<>(CaptureRecord.class, impatient);
        server.failNext(1);

        assertThatThrownBy(() -> decoder.decode(value))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageContaining("kafka.schema-registry.url=" + server.url())
                .hasMessageContaining("503")
                .hasMessageContaining("not now");
        assertThat(decoder.decode(value)).isEqualTo(Records.read(7));
    }

    @Test
    void shouldBlameTheRecordWhenTheRegistryDoesNotKnowItsSchema() {
        assertThatThrownBy(() -> decoder().decode(new byte[] {0, 0, 0, 0, 9, 1}))
                .isNotInstanceOf(SchemaRegistryException.class)
                .hasMessage("schema is unknown to the registry: id=9");
    }

    @Test
    void shouldNameKeyAndAddressWhenNobodyAnswers() {
        SchemaRegistrySettings settings = server.settings(true, PATIENCE);
        server.close();

        assertThatThrownBy(() -> SchemaRegistry.impatient(settings).check())
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageContaining("does not answer: kafka.schema-registry.url=" + server.url());
    }

    @Test
    void shouldRefuseToStartWhenNobodyAnswers() {
        Configuration config = new Configuration();
        config.set(KafkaOptions.BOOTSTRAP_SERVERS, "localhost:9092");
        config.set(KafkaOptions.DELIVERY, KafkaDelivery.AT_LEAST_ONCE);
        config.set(KafkaOptions.REGISTRY_URL, server.url().toString());
        server.close();

        try (var check = new KafkaStartCheck(KafkaSettings.from(config))) {
            assertThatThrownBy(check::checkRegistry)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(KafkaOptions.REGISTRY_URL.key() + "=" + server.url());
        }
    }

    @Test
    void shouldNotRegisterWhenItMayNot() throws IOException {
        SchemaRegistry registry = SchemaRegistry.impatient(server.settings(false, Duration.ZERO));
        Schema schema = CaptureRecord.getClassSchema();

        assertThatThrownBy(() -> registry.idOf(SUBJECT, schema)).hasMessageContaining("status=404");
        int id = server.add(SUBJECT, schema);
        assertThat(registry.idOf(SUBJECT, schema)).isEqualTo(id);
    }

    @Test
    void shouldSayWhenTheRegistryDoesNotLetItIn() {
        var settings = new SchemaRegistrySettings(server.url(), "other", "wrong", true, PATIENCE);

        assertThatThrownBy(() -> SchemaRegistry.patient(settings).check())
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageContaining("status=401")
                .hasMessageNotContaining("wrong");
    }
}
