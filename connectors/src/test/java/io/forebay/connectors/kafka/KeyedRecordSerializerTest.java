package io.forebay.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.forebay.connectors.kafka.KeyedRecordSerializer.Format;
import io.forebay.schemas.AlertState;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.Severity;
import io.forebay.schemas.Surprise;
import java.io.IOException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.junit.jupiter.api.Test;

class KeyedRecordSerializerTest {
    private static AnomalyAlert alert() {
        return AnomalyAlert.newBuilder()
                .setFunctionId("nvme0/\"vf0\"")
                .setIncident(3)
                .setState(AlertState.STARTED)
                .setWindowStartNanos(100)
                .setWindowEndNanos(200)
                .setSeverity(Severity.WARNING)
                .setSurprise(Surprise.VOLUME)
                .setScoreBits(31.5)
                .setObserved(2e9)
                .setExpected(1)
                .setExplanation("more than usual")
                .build();
    }

    private static KeyedRecordSerializer<AnomalyAlert> serializer(Format format) {
        return new KeyedRecordSerializer<>(
                "alerts", AnomalyAlert.class, AnomalyAlert::getFunctionId, format);
    }

    @Test
    void shouldWriteSingleObjectEncodingWhenFormatIsAvro() throws Exception {
        KeyedRecordSerializer<AnomalyAlert> travelled =
                CommonTestUtils.createCopySerializable(serializer(Format.AVRO));

        byte[] value = travelled.serialize(alert()).value();

        assertThat(value).startsWith(0xC3, 0x01);
        BinaryMessageDecoder<AnomalyAlert> decoder = AnomalyAlert.getDecoder();
        assertThat(decoder.decode(value)).isEqualTo(alert());
    }

    @Test
    void shouldWritePlainJsonWhenFormatIsJson() throws IOException {
        JsonNode json =
                new ObjectMapper().readTree(serializer(Format.JSON).serialize(alert()).value());

        assertThat(json.get("functionId").asText()).isEqualTo("nvme0/\"vf0\"");
        assertThat(json.get("severity").asText()).isEqualTo("WARNING");
        assertThat(json.get("scoreBits").asDouble()).isEqualTo(31.5);
        assertThat(json.get("windowEndNanos").asLong()).isEqualTo(200);
        assertThat(json).hasSize(AnomalyAlert.getClassSchema().getFields().size());
    }
}
