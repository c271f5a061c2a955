package io.forebay.connectors.kafka.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.connectors.gateway.Records;
import io.forebay.schemas.CaptureRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;

class RecordEncoderTest {
    private final RecordEncoder<CaptureRecord> encoder =
            new RecordEncoder<>("topic", CaptureRecord.class, null);

    @Test
    void shouldWriteWhatAvroWritesAsSingleObjects() throws IOException {
        CaptureRecord record = Records.read(7);
        ByteBuffer expected =
                new BinaryMessageEncoder<CaptureRecord>(
                                SpecificData.getForClass(CaptureRecord.class),
                                CaptureRecord.getClassSchema())
                        .encode(record);

        assertThat(ByteBuffer.wrap(encoder.encode(record))).isEqualTo(expected);
    }

    @Test
    void shouldLeaveNothingOfARecordThatFailedInTheNextOne() throws IOException {
        byte[] expected = encoder.encode(Records.read(8));
        CaptureRecord broken = Records.read(7);
        broken.setBody("neither of the union");

        assertThatThrownBy(() -> encoder.encode(broken)).isInstanceOf(RuntimeException.class);

        assertThat(encoder.encode(Records.read(8))).isEqualTo(expected);
    }
}
