package io.forebay.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.connectors.gateway.Records;
import io.forebay.connectors.kafka.KeyedRecordSerializer.Format;
import io.forebay.connectors.kafka.schema.SchemaRegistryException;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.CaptureRecords;
import io.forebay.schemas.ClockTick;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.TrafficElement;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.types.Either;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class CaptureDeserializerTest {
    private static final String TOPIC = "forebay.capture";
    private static final int PARTITION = 3;
    private static final long OFFSET = 41;

    private static final KeyedRecordSerializer<CaptureRecord> SERIALIZER =
            new KeyedRecordSerializer<>(
                    TOPIC, CaptureRecord.class, CaptureRecords::functionId, Format.AVRO);

    private static byte[] bytes(CaptureRecord record) {
        return SERIALIZER.serialize(record).value();
    }

    private static Either<CaptureRecord, DeadLetter> read(byte[] value) {
        List<Either<CaptureRecord, DeadLetter>> out = new ArrayList<>();
        try {
            new CaptureDeserializer(null)
                    .deserialize(
                            new ConsumerRecord<>(TOPIC, PARTITION, OFFSET, null, value),
                            new ListCollector<>(out));
        } catch (SchemaRegistryException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(out).hasSize(1);
        return out.get(0);
    }

    private static DeadLetter deadLetter(byte[] value) {
        Either<CaptureRecord, DeadLetter> read = read(value);
        assertThat(read.isRight()).as(read.toString()).isTrue();
        assertThat(read.right().getOrigin()).isEqualTo("kafka topic forebay.capture, partition 3");
        assertThat(read.right().getPosition()).isEqualTo(OFFSET);
        assertThat(read.right().getPositionUnit()).isEqualTo("kafka offset");
        return read.right();
    }

    @Test
    void shouldReadWhatWasWritten() {
        assertThat(read(bytes(Records.read(7))).left()).isEqualTo(Records.read(7));
    }

    @Test
    void shouldKeyByFunctionInUtf8() {
        ProducerRecord<byte[], byte[]> written = SERIALIZER.serialize(Records.read(7));

        assertThat(written.topic()).isEqualTo(TOPIC);
        assertThat(new String(written.key(), StandardCharsets.UTF_8)).isEqualTo(Records.FUNCTION);
        assertThat(written.timestamp()).isNull();
    }

    @Test
    void shouldMakeDeadLetterWhenThereIsNoValue() {
        assertThat(deadLetter(null).getReason()).isEqualTo("record has no value");
    }

    @Test
    void shouldMakeDeadLetterWhenTheRecordIsOfAnotherKind() {
        DeadLetter letter = deadLetter("{\"hello\": 1}".getBytes(StandardCharsets.UTF_8));

        assertThat(letter.getReason()).startsWith("record cannot be decoded: ");
        assertThat(letter.getExcerpt()).startsWith("7b2268656c6c6f22");
    }

    @Test
    void shouldMakeDeadLetterWhenTheElementBreaksARule() {
        CaptureRecord record = Records.read(7);
        ((TrafficElement) record.getBody()).setLengthBytes(-1);

        assertThat(deadLetter(bytes(record)).getReason())
                .isEqualTo("length is negative: lengthBytes=-1");
    }

    @Test
    void shouldMakeDeadLetterWhenTheTimeWouldRunAwayWithTheWatermark() {
        var tick = new CaptureRecord(1L, new ClockTick("nvme0", Long.MAX_VALUE));
        byte[] value =
                new KeyedRecordSerializer<>(
                                TOPIC, CaptureRecord.class, CaptureRecords::deviceId, Format.AVRO)
                        .serialize(tick)
                        .value();

        assertThat(deadLetter(value).getReason()).startsWith("event time is outside the clock");
    }

    @Property(tries = 3000)
    void shouldGiveRecordOrDeadLetterWhenBytesAreDamaged(
            @ForAll @IntRange(min = 10, max = 60) int position, @ForAll byte replacement) {
        byte[] value = bytes(Records.read(7));
        value[Math.min(position, value.length - 1)] = replacement;

        Either<CaptureRecord, DeadLetter> read = read(value);

        assertThat(read).isNotNull();
    }

    @Property
    void shouldMakeDeadLetterWhenTheRecordIsCutShort(@ForAll @IntRange(min = 0, max = 38) int cut) {
        byte[] value = bytes(Records.read(7));

        deadLetter(Arrays.copyOf(value, Math.min(cut, value.length - 1)));
    }

    @Test
    void shouldNotFillTheHeapWhenALengthWasDamaged() {
        // Marker and fingerprint, the offset, the branch of the element, then a string of 2^31-9.
        byte[] value = bytes(Records.read(7));
        byte[] damaged = Arrays.copyOf(value, 17);
        long length = 2L * (Integer.MAX_VALUE - 8);
        int at = 12;
        while (length > 0x7F) {
            damaged[at++] = (byte) (length | 0x80);
            length >>>= 7;
        }
        damaged[at] = (byte) length;

        assertThat(deadLetter(damaged).getReason()).contains("String length").contains("maximum");
    }
}
