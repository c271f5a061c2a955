package io.forebay.connectors.kafka.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.connectors.gateway.Records;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.ClockTick;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.ReleasedSchemas;
import io.forebay.schemas.TrafficElement;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordDecoderTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
                CaptureRecord.class,
                ControlCommand.class,
                AnomalyAlert.class,
                DeadLetter.class,
                TrafficElement.class
            })
    void shouldKnowWhatVersion1WroteWith(Class<?> record) throws IOException {
        Schema released =
                new Schema.Parser()
                        .parse(
                                RecordDecoderTest.class.getResourceAsStream(
                                        "/schemas/v1/" + record.getSimpleName() + ".avsc"));

        long fingerprint = SchemaNormalization.parsingFingerprint64(released);
        assertThat(ReleasedSchemas.of(record).findByFingerprint(fingerprint)).isEqualTo(released);
    }

    @Test
    void shouldReadSingleObjectsOfAnOlderSchema() throws IOException {
        Schema older =
                new Schema.Parser()
                        .parse(
                                CaptureRecord.getClassSchema()
                                        .toString()
                                        .replace(
                                                "{\"name\":\"offset\",\"type\":\"long\"",
                                                "{\"name\":\"offset\",\"type\":\"int\""));
        assertThat(older).isNotEqualTo(CaptureRecord.getClassSchema());
        Schema tickSchema =
                older.getField("body").schema().getTypes().stream()
                        .filter(type -> type.getName().equals("ClockTick"))
                        .findFirst()
                        .orElseThrow();
        var tick = new GenericData.Record(tickSchema);
        tick.put("deviceId", "nvme0");
        tick.put("eventTimeNanos", 12L);
        var record = new GenericData.Record(older);
        record.put("offset", 3);
        record.put("body", tick);
        ByteBuffer encoded =
                new BinaryMessageEncoder<GenericData.Record>(GenericData.get(), older)
                        .encode(record);
        byte[] value = new byte[encoded.remaining()];
        encoded.get(value);
        var known = new SchemaStore.Cache();
        known.addSchema(older);

        assertThat(new RecordDecoder<>(CaptureRecord.class, null, known).decode(value))
                .isEqualTo(new CaptureRecord(3L, new ClockTick("nvme0", 12L)));
        assertThatThrownBy(() -> new RecordDecoder<>(CaptureRecord.class, null).decode(value))
                .hasMessageContaining("fingerprint");
    }

    @Test
    void shouldSayWhatIsMissingWhenWrittenWithARegistry() throws IOException {
        byte[] value =
                new RecordEncoder<>("topic", CaptureRecord.class, null).encode(Records.read(1));
        value[0] = 0;

        assertThatThrownBy(() -> new RecordDecoder<>(CaptureRecord.class, null).decode(value))
                .hasMessageContaining("none is configured");
    }
}
